"""THE PURCHASE: order windows, orders and their lines, limits, fees, closing."""
