"""The yardstick: ratios to a floor, measured in one run. ``make bench``."""
