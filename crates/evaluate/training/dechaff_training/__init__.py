"""Trains the learned detector from tables that `dechaff table` writes."""
