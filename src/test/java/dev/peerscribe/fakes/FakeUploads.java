package dev.peerscribe.fakes;

import dev.peerscribe.storage.UploadSnapshot;
import dev.peerscribe.storage.Uploads;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A store that is as far behind as a test says. */
public final class FakeUploads implements Uploads {
    private volatile int pending;

    /** So many recordings are on their way from now on. */
    public void pending(int recordings) {
        pending = recordings;
    }

    @Override
    public int pending() {
        return pending;
    }

    @Override
    public Optional<UploadSnapshot> find(String recordingId) {
        return Optional.empty();
    }

    @Override
    public List<UploadSnapshot> list() {
        return List.of();
    }

    @Override
    public Optional<URI> link(String recordingId, String name, boolean head) {
        return Optional.empty();
    }
}
