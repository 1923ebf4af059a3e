package dev.peerscribe.access;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Puts refusals into the words of the API. */
public interface Refusals {
    /** Writes the whole answer but for the headers that are set already; the same for every path. */
    void write(HttpServletResponse response, Refusal refusal) throws IOException;
}
