"""What an invoice is written as. JSON is `models.extraction.Extraction.to_json`; files that platforms take come here."""
