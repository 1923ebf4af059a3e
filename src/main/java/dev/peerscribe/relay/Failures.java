package dev.peerscribe.relay;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXIT;

/** What FFmpeg's error codes mean for an output; pure. */
final class Failures {
    // Linux's numbers, which FFmpeg returns negated.
    private static final int ENETUNREACH = 101;
    private static final int ECONNRESET = 104;
    private static final int ETIMEDOUT = 110;
    private static final int ECONNREFUSED = 111;
    private static final int EHOSTUNREACH = 113;
    private static final int EPIPE = 32;

    private Failures() {}

    /** What was being done. */
    enum Step {
        CONNECT,
        WRITE
    }

    static RelayFailure of(Destination destination, Step step, int code, boolean late) {
        if (destination.muxer().equals("hls")) {
            return new RelayFailure(RelayCause.DISK);
        }
        boolean secure = destination.options().containsKey("tls_verify");
        return new RelayFailure(step == Step.CONNECT ? connecting(code, late, secure) : writing(code, late));
    }

    private static RelayCause connecting(int code, boolean late, boolean secure) {
        if (late || code == AVERROR_EXIT) {
            return RelayCause.TIMEOUT;
        }
        return switch (-code) {
            case ECONNREFUSED -> RelayCause.REFUSED;
            case ETIMEDOUT, ENETUNREACH, EHOSTUNREACH -> RelayCause.TIMEOUT;
            case ECONNRESET, EPIPE -> RelayCause.REJECTED;
            // FFmpeg says no more of a handshake that failed.
            default -> secure ? RelayCause.TLS : RelayCause.REJECTED;
        };
    }

    private static RelayCause writing(int code, boolean late) {
        return late || code == AVERROR_EXIT ? RelayCause.STALLED : RelayCause.LOST;
    }
}
