package dev.peerscribe.storage;

import java.util.Locale;

/** What the files of a recording are taken for by whoever gets them from the store. */
final class ContentTypes {
    private ContentTypes() {}

    static String of(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
            case "webm" -> "video/webm";
            case "mkv" -> "video/x-matroska";
            case "mp4" -> "video/mp4";
            case "jpg" -> "image/jpeg";
            case "vtt" -> "text/vtt;charset=utf-8";
            case "jsonl" -> "application/jsonl;charset=utf-8";
            case "json" -> "application/json";
            case "jws" -> "application/jose";
            default -> "application/octet-stream";
        };
    }
}
