"""Images, heat maps, pixel grids."""
