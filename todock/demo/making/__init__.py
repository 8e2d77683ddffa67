"""The demo week: files as the other systems would send them, made for one date.

`data/` holds what a person wrote (articles, people, courses), `pictures/` the drawings;
`feeds.write_demo_week` turns them into CP932 feed files that the real feed engine loads.
Every name, maker, member and telephone number is invented.
"""
