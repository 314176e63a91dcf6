"""Models of other libraries as plain arrays: PyTorch, Keras and scikit-learn.

No module in here imports one of these libraries: whoever has a model has imported its library.
"""
