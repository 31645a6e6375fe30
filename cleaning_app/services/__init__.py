"""What the company does: loads, decides, writes, audits."""
