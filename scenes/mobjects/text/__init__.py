"""Numbers, sentences, equations."""
