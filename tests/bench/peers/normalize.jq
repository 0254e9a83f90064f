# What an analyst writes to get posts out of envelopes: names, ids, times, text
# without its markup.
def text: gsub("<br ?/?>"; "\n") | gsub("</p><p>"; "\n\n") | gsub("<[^>]*>"; "")
  | gsub("&lt;"; "<") | gsub("&gt;"; ">") | gsub("&quot;"; "\"") | gsub("&#39;"; "'") | gsub("&amp;"; "&");
.fetched_at as $at | .source as $source | .record | {
  id: .uri, network: "mastodon", source: $source, native_id: .id, created_at: (.created_at | sub("\\.[0-9]+Z$"; "Z") | fromdate | todate),
  text: (.content | text), url, lang: .language, author_id: .account.uri, author_handle: .account.acct,
  author_name: .account.display_name, author_followers: .account.followers_count,
  reply_count: .replies_count, share_count: .reblogs_count, like_count: .favourites_count,
  in_reply_to: .in_reply_to_id, mentions: [.mentions[].acct], hashtags: [.tags[].name | ascii_downcase]
}
