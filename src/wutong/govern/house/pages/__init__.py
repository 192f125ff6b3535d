"""Pages of the house at the desk."""
