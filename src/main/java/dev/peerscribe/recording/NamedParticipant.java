package dev.peerscribe.recording;

import dev.peerscribe.ffmpeg.FfmpegException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A participant of a recording, whose files are called by its id. */
final class NamedParticipant implements ParticipantRecorder.Participant {
    private final String recording;
    private final Instant startedAt;
    private final String peer;
    private final @Nullable String name;
    private final String safe;
    private final long epochNanos;
    private final LongSupplier ticker;
    private final Names names;

    /** Gives names for files that no other has. */
    @FunctionalInterface
    interface Names {
        Path next(String safePeer, String extension) throws FfmpegException;
    }

    NamedParticipant(
            String recording,
            Instant startedAt,
            String peer,
            @Nullable String name,
            long epochNanos,
            LongSupplier ticker,
            Names names) {
        this.recording = recording;
        this.startedAt = startedAt;
        this.peer = peer;
        this.name = name;
        this.epochNanos = epochNanos;
        this.ticker = ticker;
        this.names = names;
        // Ids are hexadecimal digits; should one ever be not, what cannot be part of a name goes.
        String cut = peer.replaceAll("[^A-Za-z0-9_-]", "_");
        cut = cut.substring(0, Math.min(cut.length(), 60));
        safe = cut.equals(peer) && !cut.isEmpty() ? cut : cut + "_" + Integer.toHexString(peer.hashCode());
    }

    @Override
    public String recording() {
        return recording;
    }

    @Override
    public Instant startedAt() {
        return startedAt;
    }

    @Override
    public String peer() {
        return peer;
    }

    @Override
    public @Nullable String peerName() {
        return name;
    }

    @Override
    public Path nextFile(String extension) throws FfmpegException {
        return names.next(safe, extension);
    }

    @Override
    public long epochNanos() {
        return epochNanos;
    }

    @Override
    public long now() {
        return ticker.getAsLong();
    }
}
