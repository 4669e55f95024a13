"""What `dechaff.spark` and `dechaff.ray` share: the work of tasks, and the order of the stages."""
