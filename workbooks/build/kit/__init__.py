"""What the templates share: look, lists, forms, inputs, pictures, formulas of goals."""
