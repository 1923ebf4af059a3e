package dev.peerscribe.relay;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.AudioBlock;
import dev.peerscribe.media.EncodedFrame;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.TrackKind;
import dev.peerscribe.media.VideoPicture;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/** Frames through encoders of its own into a connection, or files, of its own. */
final class EncodedOutlet implements Outlet {
    /** Added to all times, as an encoder of sound begins before the sound and containers know no times below 0. */
    private static final long LEAD_MILLIS = 100;

    private final RelayProperties properties;
    private final LongSupplier ticker;
    private final Count count;
    private final LiveOutput output;
    private final LiveEncoder encoder;
    private final Map<TrackKind, Stream> streams = new EnumMap<>(TrackKind.class);
    /** Of the first packet; negative before it. */
    private long firstMillis = -1;

    /** A track of the output; the encoder's time base is its own. */
    private record Stream(int index, AVCodecContext encoder) {}

    /**
     * Nothing is connected yet.
     *
     * @param channels of the sound, 0 for none
     */
    EncodedOutlet(
            Destination destination,
            Deadline deadline,
            RelayProperties properties,
            boolean pictures,
            int channels,
            LongSupplier ticker,
            Count count)
            throws FfmpegException {
        this.properties = properties;
        this.ticker = ticker;
        this.count = count;
        output = new LiveOutput(destination, deadline, properties.writeTimeout());
        boolean made = false;
        try {
            encoder = new LiveEncoder(
                    properties, pictures, channels, (kind, packet, millis) -> write(streams.get(kind), kind, packet));
            made = true;
        } finally {
            if (!made) {
                output.close();
            }
        }
    }

    @Override
    public void open() throws FfmpegException {
        add(TrackKind.VIDEO, encoder.pictures());
        add(TrackKind.AUDIO, encoder.sound());
        output.open(properties.connectTimeout());
        encoder.begin(ticker.getAsLong());
    }

    private void add(TrackKind kind, @Nullable AVCodecContext context) throws RelayFailure {
        if (context != null) {
            streams.put(kind, new Stream(output.add(context), context));
        }
    }

    @Override
    public void send(MediaFrame frame) throws FfmpegException {
        switch (frame) {
            case VideoPicture picture -> encoder.encode(picture);
            case AudioBlock block -> encoder.encode(block);
            case EncodedFrame _ -> {
                // the queue takes none
            }
        }
    }

    @Override
    public void finish() throws FfmpegException {
        encoder.flush();
        output.finish(properties.stopBound());
    }

    private void write(@Nullable Stream stream, TrackKind kind, AVPacket packet) throws RelayFailure {
        if (stream == null) {
            return;
        }
        int den = stream.encoder().time_base().den();
        packet.pts(packet.pts() + den * LEAD_MILLIS / 1000);
        packet.dts(packet.pts());
        long millis = packet.pts() * 1000 / den;
        if (firstMillis < 0) {
            firstMillis = millis;
        } else if (millis < firstMillis) {
            return; // containers begin with what is earliest
        }
        if (packet.duration() <= 0) {
            packet.duration(den / 30);
        }
        int size = packet.size();
        output.write(stream.index(), packet, stream.encoder().time_base());
        count.sent(kind, size);
    }

    @Override
    public void close() {
        encoder.close();
        output.close();
    }
}
