"""What is kept, and how it is asked for: tables, engine, one function per question asked."""
