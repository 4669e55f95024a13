"""Trains the learned detector on the data that `dechaff training-data` writes."""
