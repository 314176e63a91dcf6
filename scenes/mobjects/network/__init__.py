"""Neurons, edges, network diagrams, sums and outputs."""
