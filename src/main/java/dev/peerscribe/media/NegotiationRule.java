package dev.peerscribe.media;

import java.util.Locale;

/** The rule that a description or candidate broke; each is a tag value of the meters that count them. */
public enum NegotiationRule {
    /** Longer than the configured bound. */
    SIZE,
    /** A description that does not begin with {@code v=0}. */
    START,
    /** A per cent sign, which native parsers take for a format. */
    PERCENT,
    /** A character outside printable ASCII. */
    CHARACTER,
    /** A line that is none of SDP's, is too long, or one too many. */
    LINE,
    /** More media sections than anybody needs, or none. */
    MEDIA_SECTIONS,
    /** A connection address that is not an IP literal. */
    CONNECTION_ADDRESS,
    /** A candidate attribute outside the grammar of RFC 8839. */
    CANDIDATE,
    /** A candidate with a host name (mDNS), which is dropped because resolving it would leave threads behind. */
    HOST_NAME,
    /** A media section identification that is no token, is out of range, or is missing. */
    SECTION,
    /** A user name fragment outside the grammar. */
    USERNAME_FRAGMENT,
    /** An answer to no offer. */
    UNEXPECTED,
    /** From a peer whose key is not trusted, or not yet. */
    UNTRUSTED,
    /** More than is kept for one peer or meeting. */
    OVERLOAD,
    /** The engine refused it. */
    ENGINE,
    /** The engine did not answer in time. */
    TIMEOUT;

    /** The tag's value, such as {@code host-name}. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
