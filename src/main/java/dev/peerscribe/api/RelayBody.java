package dev.peerscribe.api;

import dev.peerscribe.relay.RelayRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "RelayRequest", description = "A live output to be begun.")
record RelayBody(
        @Schema(
                description =
                        "rtmp://host/app/key, rtmps://host/app/key, srt://host:port?streamid=…&passphrase=…,"
                                + " rtsp://host/path, whip+https://host/path, hls:name or another meeting's id, where peerscribe.relay.allowed-targets allows it",
                example = "rtmps://live.example.org/app/key",
                requiredMode = Schema.RequiredMode.REQUIRED)
        @Nullable
        String target,

        @Schema(description = "id of the peer that is sent; the first that sends anything where it is left out")
        @Nullable
        String participant,

        @Schema(
                description = "everybody in one picture and one sound, instead of a participant: tiles of one size,"
                        + " or who speaks in the large")
        @Nullable
        LayoutName layout,

        @Schema(description = "bearer token of a WHIP endpoint; never shown again") @Nullable
        String token) {

    /** Its target is missing at {@code field}, if it is. */
    RelayRequest request(String field) {
        if (target == null) {
            throw ApiException.invalid(field, "is required");
        }
        return new RelayRequest(target, participant, token, layout == null ? null : layout.layout());
    }

    /** Without the target and the token. */
    @Override
    public String toString() {
        return "RelayBody[participant=" + participant + ", layout=" + layout + "]";
    }
}
