"""What is particular to Japanese: kana, words, phrases, eras."""
