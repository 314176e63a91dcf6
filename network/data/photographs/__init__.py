"""From a photograph of a digit to 28 × 28 pixels."""
