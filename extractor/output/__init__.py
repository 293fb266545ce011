"""What an invoice is written as: files that platforms take. JSON is `models.extraction.Extraction.to_json`."""
