"""What explains: the glossary, the help of pages and fields, what is to be said of a run, and the first steps."""
