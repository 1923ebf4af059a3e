package dev.peerscribe.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The streams of one picture in several sizes (RFC 8853 §5.1).
 *
 * @param send for every stream sent the ids to choose from
 * @param receive for every stream received the ids to choose from
 */
record Simulcast(List<List<Layer>> send, List<List<Layer>> receive) {
    private static final String FIELD = "a=simulcast";
    private static final int MAX_LAYERS = 32;

    Simulcast {
        send = send.stream().map(List::copyOf).toList();
        receive = receive.stream().map(List::copyOf).toList();
    }

    /**
     * A stream of simulcast.
     *
     * @param rid its id
     * @param paused whether it is not sent for the time being
     */
    record Layer(String rid, boolean paused) {}

    static Simulcast parse(String text) throws SdpException {
        List<String> words = SdpText.words(text);
        List<List<Layer>> send = List.of();
        List<List<Layer>> receive = List.of();
        if (words.size() != 2 && words.size() != 4) {
            throw new SdpException(FIELD, SdpRule.GRAMMAR, "not one or two directions with ids");
        }
        for (int i = 0; i < words.size(); i += 2) {
            List<List<Layer>> streams = streams(words.get(i + 1));
            if (words.get(i).equals("send") && send.isEmpty()) {
                send = streams;
            } else if (words.get(i).equals("recv") && receive.isEmpty()) {
                receive = streams;
            } else {
                throw new SdpException(FIELD, SdpRule.GRAMMAR, "neither send nor recv, or one of them twice");
            }
        }
        return new Simulcast(send, receive);
    }

    String text() {
        String sent = send.isEmpty() ? "" : "send " + text(send);
        String received = receive.isEmpty() ? "" : "recv " + text(receive);
        return sent + (send.isEmpty() || receive.isEmpty() ? "" : " ") + received;
    }

    private static String text(List<List<Layer>> streams) {
        return streams.stream()
                .map(stream -> stream.stream()
                        .map(it -> (it.paused() ? "~" : "") + it.rid())
                        .collect(Collectors.joining(",")))
                .collect(Collectors.joining(";"));
    }

    private static List<List<Layer>> streams(String word) throws SdpException {
        List<List<Layer>> streams = new ArrayList<>();
        int layers = 0;
        for (String stream : SdpText.split(word, ';')) {
            List<Layer> choice = new ArrayList<>();
            for (String layer : SdpText.split(stream, ',')) {
                SdpText.bounded(FIELD, layers++, MAX_LAYERS);
                boolean paused = layer.startsWith("~");
                choice.add(new Layer(Rid.id(FIELD, paused ? layer.substring(1) : layer), paused));
            }
            if (choice.isEmpty()) {
                throw new SdpException(FIELD, SdpRule.GRAMMAR, "a stream without an id");
            }
            streams.add(choice);
        }
        if (streams.isEmpty()) {
            throw new SdpException(FIELD, SdpRule.GRAMMAR, "no stream");
        }
        return streams;
    }
}
