package dev.peerscribe.sdp;

import java.util.List;

/**
 * The line that begins a media section (RFC 8866 §5.14).
 *
 * @param media {@code audio}, {@code video}, {@code application} or another token
 * @param port 0 to 65535; 0 says rejected, or bundle-only
 * @param protocol such as {@code UDP/TLS/RTP/SAVPF}
 * @param formats payload types, or for other protocols than RTP what they have; at least one
 */
record MediaLine(String media, int port, String protocol, List<String> formats) {
    /** The port in descriptions whose candidates are elsewhere (RFC 8840 §4.1.1). */
    static final int DISCARD = 9;

    private static final String FIELD = "m=";
    private static final int MAX_FORMATS = 128;

    MediaLine {
        formats = List.copyOf(formats);
    }

    static MediaLine parse(String text) throws SdpException {
        List<String> words = SdpText.words(text);
        if (words.size() < 4) {
            throw new SdpException(FIELD, SdpRule.GRAMMAR, "a part is missing");
        }
        List<String> formats = words.subList(3, words.size());
        SdpText.bounded(FIELD, formats.size() - 1, MAX_FORMATS);
        MediaLine line = new MediaLine(
                SdpText.token(FIELD, words.getFirst()),
                SdpText.integer(FIELD, words.get(1), 0, 65_535),
                SdpText.checked(FIELD, words.get(2), SdpText.MAX_NAME, c -> c == '/' || SdpText.isTokenCharacter(c)),
                formats);
        for (String format : formats) {
            if (line.isRtp()) {
                SdpText.integer(FIELD, format, 0, 127);
            } else {
                SdpText.token(FIELD, format);
            }
        }
        return line;
    }

    /** The same with a port other than 0 and payload types of RTP. */
    MediaLine accepted(List<RtpFormat> newFormats) {
        List<String> payloadTypes = newFormats.stream()
                .map(it -> Integer.toString(it.payloadType()))
                .toList();
        return new MediaLine(media, DISCARD, protocol, payloadTypes);
    }

    /** The same with port 0 (RFC 3264 §6). */
    MediaLine rejected() {
        return new MediaLine(media, 0, protocol, formats);
    }

    /** Whether sound or picture over one of the profiles that an offer may name (RFC 8829 §5.1.2). */
    boolean isRtp() {
        return (isAudio() || isVideo())
                && switch (protocol) {
                    case "UDP/TLS/RTP/SAVPF",
                            "UDP/TLS/RTP/SAVP",
                            "TCP/DTLS/RTP/SAVPF",
                            "TCP/DTLS/RTP/SAVP",
                            "RTP/SAVPF",
                            "RTP/SAVP",
                            "RTP/AVPF",
                            "RTP/AVP" -> true;
                    default -> false;
                };
    }

    boolean isAudio() {
        return media.equals("audio");
    }

    boolean isVideo() {
        return media.equals("video");
    }

    String text() {
        return media + " " + port + " " + protocol + " " + String.join(" ", formats);
    }
}
