"""The files of members that go out (feeds.md, «Out»), by kind."""
