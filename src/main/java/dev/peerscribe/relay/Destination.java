package dev.peerscribe.relay;

import dev.peerscribe.egress.Hosts;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A destination in FFmpeg's words.
 *
 * @param muxer FFmpeg's name of the container
 * @param url where to; what is secret stands in the options where FFmpeg lets it
 * @param options of the protocols on the way, all of which must be understood
 * @param muxerOptions of the container, which must all be understood too
 */
record Destination(String muxer, String url, Map<String, String> options, Map<String, String> muxerOptions) {
    /**
     * What may wait in the socket (bytes): two seconds of the usual bit rate, so that a reader that stalls is found out
     * and what it then gets is not old.
     */
    private static final String SEND_BUFFER = "524288";

    /** What fits into a packet of SRT: seven of MPEG-TS. */
    private static final String SRT_PAYLOAD = "1316";

    /**
     * One reached over a network.
     *
     * @param address the one that was checked: where nothing else proves that the host is the right one, the way goes there
     * @param authorities those whose certificates are taken
     */
    static Destination of(
            Target.Remote target, InetAddress address, Authorities authorities, RelayProperties properties)
            throws RelayFailure {
        Map<String, String> options = new LinkedHashMap<>();
        String at = Hosts.text(address) + ":" + target.port();
        return switch (target) {
            case Target.Rtmp rtmp -> {
                options.put("rtmp_app", rtmp.app());
                options.put("rtmp_playpath", rtmp.playpath());
                options.put("rtmp_tcurl", rtmp.authority() + "/" + rtmp.app());
                options.put("send_buffer_size", SEND_BUFFER);
                if (rtmp.scheme() == Target.Scheme.RTMPS) {
                    // By name: the certificate says whether it is the right host. FFmpeg checks nothing unless it is
                    // told to.
                    options.put("protocol_whitelist", "rtmps,tls,tcp");
                    options.put("tls_verify", "1");
                    options.put("ca_file", authorities.file().toAbsolutePath().toString());
                    yield new Destination("flv", rtmp.authority(), options, flv());
                }
                options.put("protocol_whitelist", "rtmp,tcp");
                yield new Destination("flv", "rtmp://" + at, options, flv());
            }
            case Target.Srt srt -> {
                options.put("protocol_whitelist", "srt");
                options.put("mode", "caller");
                options.put("payload_size", SRT_PAYLOAD);
                options.put(
                        "connect_timeout",
                        Long.toString(properties.connectTimeout().toMillis()));
                put(options, "streamid", srt.streamId());
                put(options, "passphrase", srt.passphrase());
                put(options, "pbkeylen", srt.keyLength() == 0 ? null : Integer.toString(srt.keyLength()));
                yield new Destination("mpegts", "srt://" + at, options, Map.of());
            }
            case Target.Whip _ -> throw new IllegalStateException("not FFmpeg's");
            case Target.Rtsp rtsp -> {
                String user = rtsp.userInfo() == null ? "" : rtsp.userInfo() + "@";
                yield new Destination(
                        "rtsp",
                        "rtsp://" + user + at + rtsp.path(),
                        Map.of(),
                        // Over the one connection, through every NAT, and with the bounds of a stream.
                        Map.of("protocol_whitelist", "rtsp,tcp,rtp", "rtsp_transport", "tcp"));
            }
        };
    }

    /** Files in a folder, which must be there. */
    static Destination files(Path folder, RelayProperties.Hls hls) {
        // A path as it is: with a protocol in front FFmpeg would not find the files that it is to remove.
        String at = folder.toAbsolutePath() + "/";
        Map<String, String> options = new LinkedHashMap<>();
        options.put("hls_time", hls.segment().toMillis() + "ms");
        options.put("hls_list_size", Integer.toString(hls.segments()));
        // So that numbers only grow, also from one run to the next.
        options.put("hls_start_number_source", "epoch");
        options.put("hls_flags", "delete_segments+temp_file+independent_segments+program_date_time");
        options.put("hls_segment_filename", at + "%06d" + HlsFolder.SEGMENT);
        return new Destination("hls", at + HlsFolder.PLAYLIST, Map.of(), options);
    }

    private static Map<String, String> flv() {
        // Which would be written by going back to the beginning.
        return Map.of("flvflags", "no_duration_filesize");
    }

    private static void put(Map<String, String> options, String name, @Nullable String value) {
        if (value != null) {
            options.put(name, value);
        }
    }

    /** Without url and options, which hold keys. */
    @Override
    public String toString() {
        return "Destination[" + muxer + "]";
    }
}
