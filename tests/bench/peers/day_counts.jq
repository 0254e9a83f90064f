# Counts by day and sentiment class, as lines for awk.
[.created_at[0:10], .score.sentiment_class, .network] | @tsv
