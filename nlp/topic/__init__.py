"""What a document is (体裁) and what it is about (主题): calibrated linear models over passages, with proof."""
