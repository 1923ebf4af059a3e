package dev.peerscribe.media;

import dev.peerscribe.signaling.IceCandidate;
import dev.peerscribe.signaling.SessionDescription;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Refuses, in memory-safe code, what could bring a native SDP parser down.
 *
 * <p>Only printable ASCII passes: what browsers write needs no more, although RFC 8866 would allow UTF-8 in the session
 * name.
 */
public final class SdpGate {
    static final int MAX_SECTIONS = 64;
    static final int MAX_LINE = 4_096;
    static final int MAX_LINES = 8_192;

    private static final int MAX_CANDIDATES = 512;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$&'*+.^_`{|}~-]{1,64}");
    private static final Pattern USERNAME_FRAGMENT = Pattern.compile("[A-Za-z0-9+/=_-]{1,256}");
    private static final Pattern MEDIA =
            Pattern.compile("m=[a-z]{1,32} [0-9]{1,5} [A-Za-z0-9/]{1,64}( [A-Za-z0-9*-]{1,32}){1,256}");

    private SdpGate() {}

    /**
     * Checks a remote description and returns what of it the engine may see: without candidates that carry a host name,
     * each of which is told to {@code dropped}.
     */
    public static SessionDescription pass(
            SessionDescription description, long maxSize, Consumer<NegotiationRule> dropped)
            throws NegotiationException {
        String sdp = description.sdp();
        if (sdp.length() > maxSize) {
            throw broken(NegotiationRule.SIZE, "the description is longer than " + maxSize + " bytes");
        }
        characters("the description", sdp, true);
        if (!sdp.startsWith("v=0\r\n") && !sdp.startsWith("v=0\n")) {
            throw broken(NegotiationRule.START, "the description does not begin with v=0");
        }
        StringBuilder clean = new StringBuilder(sdp.length() + 16);
        int lines = 0;
        int sections = 0;
        int candidates = 0;
        for (String line : sdp.split("\r?\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            if (++lines > MAX_LINES) {
                throw broken(NegotiationRule.LINE, "the description has more than " + MAX_LINES + " lines");
            }
            line(line);
            if (line.startsWith("m=")) {
                sections++;
                if (sections > MAX_SECTIONS || !MEDIA.matcher(line).matches()) {
                    throw broken(NegotiationRule.MEDIA_SECTIONS, "a media section is malformed or one too many");
                }
            }
            if (line.startsWith("a=candidate:")) {
                if (++candidates > MAX_CANDIDATES) {
                    throw broken(
                            NegotiationRule.CANDIDATE,
                            "the description has more than " + MAX_CANDIDATES + " candidates");
                }
                if (!candidate(line.substring(2), dropped)) {
                    continue;
                }
            }
            clean.append(line).append("\r\n");
        }
        if (sections == 0) {
            throw broken(NegotiationRule.MEDIA_SECTIONS, "the description has no media section");
        }
        return new SessionDescription(description.type(), clean.toString());
    }

    /** Checks a remote candidate; that of host names is broken too. An empty one passes. */
    public static void check(IceCandidate candidate) throws NegotiationException {
        String mid = candidate.sdpMid();
        Integer index = candidate.sdpMLineIndex();
        String fragment = candidate.usernameFragment();
        if (mid != null && !TOKEN.matcher(mid).matches()) {
            throw broken(NegotiationRule.SECTION, "sdpMid is not a token of at most 64 characters");
        }
        if (index != null && (index < 0 || index >= MAX_SECTIONS)) {
            throw broken(NegotiationRule.SECTION, "sdpMLineIndex is not within 0.." + (MAX_SECTIONS - 1));
        }
        if (fragment != null && !isUsernameFragment(fragment)) {
            throw broken(NegotiationRule.USERNAME_FRAGMENT, "usernameFragment is not made of ICE characters");
        }
        if (candidate.endsGathering()) {
            return;
        }
        if (mid == null && index == null) {
            throw broken(NegotiationRule.SECTION, "neither sdpMid nor sdpMLineIndex is given");
        }
        if (candidate.candidate().length() > CandidateGrammar.MAX_LENGTH) {
            throw broken(
                    NegotiationRule.SIZE, "candidate is longer than " + CandidateGrammar.MAX_LENGTH + " characters");
        }
        characters("candidate", candidate.candidate(), false);
        NegotiationRule rule = CandidateGrammar.broken(candidate.candidate());
        if (rule == NegotiationRule.HOST_NAME) {
            throw broken(rule, "candidate names a host instead of an IP address");
        } else if (rule != null) {
            throw broken(rule, "candidate is not of the grammar of RFC 8839");
        }
    }

    static boolean isUsernameFragment(String text) {
        return USERNAME_FRAGMENT.matcher(text).matches();
    }

    private static void line(String line) throws NegotiationException {
        if (line.length() > MAX_LINE
                || line.length() < 2
                || line.charAt(0) < 'a'
                || line.charAt(0) > 'z'
                || line.charAt(1) != '=') {
            throw broken(NegotiationRule.LINE, "a line of the description is not <type>=<value> or too long");
        }
        if (line.startsWith("c=") && !connection(line)) {
            throw broken(NegotiationRule.CONNECTION_ADDRESS, "a c= line does not carry an IP literal");
        }
        if (line.startsWith("a=mid:") && !TOKEN.matcher(line.substring(6)).matches()) {
            throw broken(NegotiationRule.SECTION, "a mid is not a token of at most 64 characters");
        }
        if (line.startsWith("a=ice-ufrag:") && !isUsernameFragment(line.substring(12))) {
            throw broken(NegotiationRule.USERNAME_FRAGMENT, "an ice-ufrag is not made of ICE characters");
        }
    }

    private static boolean connection(String line) {
        String[] field = line.substring(2).split(" ", -1);
        if (field.length != 3 || !field[0].equals("IN") || (!field[1].equals("IP4") && !field[1].equals("IP6"))) {
            return false;
        }
        int slash = field[2].indexOf('/');
        return CandidateGrammar.ipLiteral(slash < 0 ? field[2] : field[2].substring(0, slash));
    }

    private static boolean candidate(String text, Consumer<NegotiationRule> dropped) throws NegotiationException {
        NegotiationRule rule = CandidateGrammar.broken(text);
        if (rule == NegotiationRule.HOST_NAME) {
            dropped.accept(rule);
            return false;
        } else if (rule != null) {
            throw broken(rule, "a candidate of the description is not of the grammar of RFC 8839");
        }
        return true;
    }

    private static void characters(String field, String text, boolean lines) throws NegotiationException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                throw broken(NegotiationRule.PERCENT, field + " has a per cent sign");
            }
            boolean end = lines && (c == '\n' || (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n'));
            if (!end && (c < 0x20 || c > 0x7e)) {
                throw broken(NegotiationRule.CHARACTER, field + " has a character outside printable ASCII");
            }
        }
    }

    private static NegotiationException broken(NegotiationRule rule, String message) {
        return new NegotiationException(rule, message);
    }
}
