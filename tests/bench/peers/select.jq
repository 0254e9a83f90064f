# Twelve members selected and renamed, nothing computed.
.record | {id: .uri, native_id: .id, created_at, html: .content, url, lang: .language,
  author_id: .account.uri, author_handle: .account.acct, author_name: .account.display_name,
  reply_count: .replies_count, share_count: .reblogs_count, like_count: .favourites_count}
