"""The class workbook `beregneren`, sheet by sheet."""
