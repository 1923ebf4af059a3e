package dev.peerscribe.api;

import dev.peerscribe.composite.CompositeFormat;
import dev.peerscribe.composite.CompositeRequest;
import dev.peerscribe.stage.Layout;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

@Schema(name = "CompositeRequest", description = "A film to be made of a recording.")
record CompositeBody(
        @Schema(description = "everybody in tiles of one size, or who speaks in the large", defaultValue = "grid")
        @Nullable
        LayoutName layout,

        @Schema(
                description = "width and height of the picture, both even, from 160x90 to 1920x1080",
                defaultValue = "1280x720")
        @Nullable
        String size,

        @Schema(description = "H264 with AAC, or VP8 with Opus", defaultValue = "mp4") @Nullable
        CompositeFormatName format,

        @Schema(description = "the only participant to be seen and heard: peer of one of the recording's files")
        @Nullable
        String peer) {
    private static final Pattern PEER = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern SIZE = Pattern.compile("([0-9]{2,4})x([0-9]{2,4})");

    CompositeRequest request() {
        int width = 1280;
        int height = 720;
        if (size != null) {
            Matcher numbers = SIZE.matcher(size);
            if (!numbers.matches()
                    || !CompositeRequest.sizeAllowed(
                            Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)))) {
                throw ApiException.invalid(
                        "size", "must be WIDTHxHEIGHT, both even, from 160x90 to 1920x1080, such as 1280x720");
            }
            width = Integer.parseInt(numbers.group(1));
            height = Integer.parseInt(numbers.group(2));
        }
        if (peer != null && !PEER.matcher(peer).matches()) {
            throw ApiException.invalid("peer", "must be the peer of one of the recording's files");
        }
        return new CompositeRequest(
                layout == null ? Layout.GRID : layout.layout(),
                width,
                height,
                format == null ? CompositeFormat.MP4 : format.format(),
                peer);
    }
}
