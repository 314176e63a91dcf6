"""Data sets: MNIST, the drawn digits, and photographs of digits."""
