"""What the product knows, in the window: findings, review, limits, patterns and help cards."""
