package dev.peerscribe.relay;

import dev.peerscribe.ffmpeg.FfmpegException;
import dev.peerscribe.media.Broadcast;
import dev.peerscribe.media.LinkState;
import dev.peerscribe.media.MediaFrame;
import dev.peerscribe.media.NegotiationException;
import dev.peerscribe.signaling.SdpType;
import dev.peerscribe.signaling.SessionDescription;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Frames over WebRTC to a WHIP endpoint (RFC 9725), on a link of its own. */
final class WhipOutlet implements Outlet {
    private static final long LOOK_MILLIS = 20;

    private final Broadcast broadcast;
    private final WhipClient client;
    private final Deadline deadline;
    private final RelayProperties properties;
    private final int channels;
    private final LongSupplier ticker;
    private final Count count;
    private @Nullable VoicePath path;
    /** When the transport was last seen to be well. */
    private long well;

    /**
     * Nothing is connected yet; the link and the client are closed with this.
     *
     * @param channels of the sound, 0 for none
     */
    WhipOutlet(
            Broadcast broadcast,
            WhipClient client,
            Deadline deadline,
            RelayProperties properties,
            int channels,
            LongSupplier ticker,
            Count count) {
        this.broadcast = broadcast;
        this.client = client;
        this.deadline = deadline;
        this.properties = properties;
        this.channels = channels;
        this.ticker = ticker;
        this.count = count;
    }

    @Override
    public void open() throws FfmpegException, InterruptedException {
        deadline.within(properties.connectTimeout());
        try {
            SessionDescription offer = broadcast.offer();
            broadcast.accept(new SessionDescription(SdpType.ANSWER, client.publish(offer.sdp())));
        } catch (NegotiationException e) {
            throw new RelayFailure(RelayCause.REJECTED, "its answer cannot be used");
        }
        while (broadcast.state() != LinkState.CONNECTED) {
            if (deadline.isOver()) {
                throw new RelayFailure(RelayCause.TIMEOUT, "no way for the media");
            }
            if (!broadcast.isOpen()) {
                throw new RelayFailure(RelayCause.LOST, "no way for the media");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        well = ticker.getAsLong();
        path = new VoicePath(broadcast, channels, ticker, count);
    }

    @Override
    public void send(MediaFrame frame) throws FfmpegException {
        VoicePath open = path;
        long now = ticker.getAsLong();
        if (broadcast.state() == LinkState.CONNECTED) {
            well = now;
        }
        if (open == null
                || !broadcast.isOpen()
                || now - well > properties.writeTimeout().toNanos()) {
            throw new RelayFailure(RelayCause.LOST);
        }
        open.send(frame);
    }

    @Override
    public void idle() {
        if (path != null) {
            path.sendDue();
        }
    }

    @Override
    public void finish() {
        // closing says it to the endpoint
    }

    @Override
    public void close() {
        if (path != null) {
            path.close();
        }
        broadcast.close();
        client.close();
    }
}
