package dev.peerscribe.relay;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a live output goes. Its text form holds nothing that is secret. */
sealed interface Target {
    Scheme scheme();

    /** For people: without keys, passphrases and queries. */
    String shown();

    /** What is spoken with the destination. */
    enum Scheme {
        RTMP(1935),
        RTMPS(443),
        SRT(-1),
        RTSP(554),
        HLS(-1),
        MEETING(-1),
        WHIP(443) {
            @Override
            String text() {
                return "whip+https";
            }
        };

        private final int port;

        Scheme(int port) {
            this.port = port;
        }

        /** Where none is named; -1 where one must be. */
        int defaultPort() {
            return port;
        }

        /** Whether it is followed by a host. */
        boolean isUrl() {
            return this != HLS && this != MEETING;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One that is reached over a network. */
    sealed interface Remote extends Target {
        /** A name, or an address as it stands in a URL, in lower case. */
        String host();

        int port();

        /** The address as URLs have it. */
        default String authority() {
            return scheme().text() + "://" + host() + ":" + port();
        }
    }

    /**
     * RTMP, over TLS or not.
     *
     * @param app the first parts of the path
     * @param playpath the last part with the query: the stream key
     */
    record Rtmp(Scheme scheme, String host, int port, String app, String playpath) implements Remote {
        @Override
        public String shown() {
            int next = app.indexOf('/');
            return authority() + "/" + (next < 0 ? app : app.substring(0, next)) + "/***";
        }

        @Override
        public String toString() {
            return shown();
        }
    }

    /**
     * SRT as the caller.
     *
     * @param keyLength of the cipher (bytes): 16, 24 or 32; 0 for the library's choice
     */
    record Srt(
            String host,
            int port,
            @Nullable String streamId,
            @Nullable String passphrase,
            int keyLength) implements Remote {
        @Override
        public Scheme scheme() {
            return Scheme.SRT;
        }

        @Override
        public String shown() {
            return authority()
                    + (streamId == null ? "" : "?streamid=***")
                    + (passphrase == null ? "" : (streamId == null ? "?" : "&") + "passphrase=***");
        }

        @Override
        public String toString() {
            return shown();
        }
    }

    /**
     * RTSP by ANNOUNCE and RECORD.
     *
     * @param userInfo name and password, percent-encoded
     * @param path with the query
     */
    record Rtsp(String host, int port, @Nullable String userInfo, String path) implements Remote {
        @Override
        public Scheme scheme() {
            return Scheme.RTSP;
        }

        @Override
        public String shown() {
            return scheme().text() + "://" + (userInfo == null ? "" : "***@") + host + ":" + port + "/***";
        }

        @Override
        public String toString() {
            return shown();
        }
    }

    /** Files in a folder of this name below the configured one. */
    record Hls(String name) implements Target {
        @Override
        public Scheme scheme() {
            return Scheme.HLS;
        }

        @Override
        public String shown() {
            return "hls:" + name;
        }
    }

    /**
     * WHIP over HTTPS.
     *
     * @param path with the query
     * @param token that is sent as a bearer (RFC 6750)
     */
    record Whip(
            String host, int port, String path, @Nullable String token) implements Remote {
        @Override
        public Scheme scheme() {
            return Scheme.WHIP;
        }

        @Override
        public String shown() {
            return authority() + "/***";
        }

        Whip with(@Nullable String bearer) {
            return new Whip(host, port, path, bearer);
        }

        URI uri() {
            return URI.create("https://" + host + ":" + port + path);
        }

        /** Whether an address is of the same origin (RFC 6454). */
        boolean isOrigin(URI at) {
            return "https".equalsIgnoreCase(at.getScheme())
                    && host.equals(Hosts.canonical(at.getHost()))
                    && port == (at.getPort() < 0 ? scheme().defaultPort() : at.getPort());
        }

        @Override
        public String toString() {
            return shown();
        }
    }

    /** Another meeting that the agent is in. */
    record Meeting(String meetingId) implements Target {
        @Override
        public Scheme scheme() {
            return Scheme.MEETING;
        }

        @Override
        public String shown() {
            return "meeting:" + meetingId;
        }
    }
}
