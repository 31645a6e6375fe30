"""Reading a company's books from CSV: bytes → table → mapped columns → typed rows and problems."""
