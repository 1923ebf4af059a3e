package dev.peerscribe.composite;

import dev.peerscribe.composite.CompositeSnapshot.Film;
import dev.peerscribe.recording.FileSeal;
import dev.peerscribe.recording.RecordingSnapshot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Makes one film, going on after the last whole part that is there. Owned by one thread. */
final class Production {
    /** What is left to do once all parts are there, as a share of all. */
    private static final double JOINING = 0.02;

    private final CompositeProperties settings;
    private final CompositeRequest request;
    private final Path folder;
    private final StopSignal stopped;
    private final Listener listener;

    /** Hears how it goes on. */
    interface Listener {
        /** So much is made, 0 to 1. */
        void progressed(double progress, boolean part);

        void noted(Set<String> notes);
    }

    /**
     * A film that is to be made.
     *
     * @param folder its own
     */
    Production(
            CompositeProperties settings,
            CompositeRequest request,
            Path folder,
            StopSignal stopped,
            Listener listener) {
        this.settings = settings;
        this.request = request;
        this.folder = folder;
        this.stopped = stopped;
        this.listener = listener;
    }

    /**
     * Makes it.
     *
     * @param media the folder of the recording
     * @param cut frame rate and length of parts, which must be those that it was begun with
     * @throws CompositeException where that cannot be
     * @throws StoppedException where it was stopped; what is whole is kept
     */
    Film make(RecordingSnapshot recording, Path media, CompositeJournal.Cut cut) throws IOException {
        Natives.load();
        Timeline timeline =
                Timeline.of(recording, request.peer(), settings.longest().toMillis());
        PartGrid grid = new PartGrid(cut.partMillis(), cut.frameRate(), timeline.millis());
        Inputs inputs = new Inputs(media);
        try {
            inputs.inspect(timeline, stopped);
        } finally {
            listener.noted(inputs.notes());
        }
        int frameSamples;
        int padding;
        try (SoundEncoder like = new SoundEncoder(request.format(), settings.soundKilobits(), 0)) {
            frameSamples = like.samples();
            padding = like.padding();
        }
        Assembly assembly = new Assembly(request.format(), grid, stopped);
        int begin = wholeParts(assembly, grid, frameSamples, padding);
        if (begin < grid.parts()) {
            render(timeline, inputs, grid, begin);
        }
        listener.noted(inputs.notes());
        return join(assembly, grid, frameSamples, padding);
    }

    private void render(Timeline timeline, Inputs inputs, PartGrid grid, int begin) throws IOException {
        try (Rendering rendering =
                new Rendering(timeline, inputs, request, grid, settings, begin, new Progress(grid, begin))) {
            for (int part = begin; part < grid.parts(); part++) {
                listener.progressed(share(part, grid), true);
                if (Files.getFileStore(folder).getUsableSpace()
                        < settings.minFreeDisk().toBytes()) {
                    throw new CompositeException("less than " + settings.minFreeDisk()
                            + " of free disk, see peerscribe.composite.min-free-disk");
                }
                rendering.make(part, part(part));
                listener.noted(inputs.notes());
            }
        }
    }

    /** Parts at the beginning that an earlier run made; whatever else is there goes. */
    private int wholeParts(Assembly assembly, PartGrid grid, int frameSamples, int padding) throws IOException {
        int whole = 0;
        while (whole < grid.parts()
                && Files.exists(part(whole))
                && assembly.whole(part(whole), whole, frameSamples, padding)) {
            whole++;
        }
        for (int part = whole; part < grid.parts(); part++) {
            Files.deleteIfExists(part(part));
        }
        return whole;
    }

    private Film join(Assembly assembly, PartGrid grid, int frameSamples, int padding) throws IOException {
        listener.progressed(1 - JOINING, true);
        String name = "composite." + request.format().extension();
        Path film = folder.resolve(name);
        Path temporary = folder.resolve(name + Rendering.TEMPORARY);
        List<Path> parts = new ArrayList<>();
        for (int part = 0; part < grid.parts(); part++) {
            parts.add(part(part));
        }
        try {
            assembly.join(parts, temporary, frameSamples, padding);
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(temporary, film, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        return new Film(name, Files.size(film), grid.millis() / 1000.0, FileSeal.sha256(film));
    }

    private Path part(int number) {
        return folder.resolve(String.format(Locale.ROOT, "part-%05d.mkv", number));
    }

    private static double share(double parts, PartGrid grid) {
        return parts / grid.parts() * (1 - JOINING);
    }

    /** Counts the steps of the rendering, of which every picture is one. */
    private final class Progress implements StopSignal {
        private final PartGrid grid;
        private final long begin;
        private long pictures;

        Progress(PartGrid grid, int begin) {
            this.grid = grid;
            this.begin = grid.firstPicture(begin);
        }

        @Override
        public void check() throws StoppedException {
            stopped.check();
        }

        @Override
        public void pictureMade() {
            pictures++;
            double made = (begin + pictures) / (double) Math.max(1, grid.pictures());
            listener.progressed(made * (1 - JOINING), false);
            stopped.pictureMade();
        }
    }
}
