"""登録: what members see and change about themselves, and what they ask of staff."""
