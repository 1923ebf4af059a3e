package dev.peerscribe.access;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.springframework.stereotype.Component;

/**
 * Who did what: one line each under one logger name, as text and as fields of structured logs. What callers choose comes in
 * as printable ASCII without what would separate fields; no token, key or body ever.
 */
@Component
public class Audit {
    static final String LOGGER = "peerscribe.audit";

    private static final Logger log = LoggerFactory.getLogger(LOGGER);
    private static final String DETAIL = Audit.class.getName() + ".detail";
    private static final Pattern UNSAFE = Pattern.compile("[^\\x21-\\x7e]|[\"=\\\\]");
    private static final int LONGEST = 200;

    /** How it ended. */
    enum Outcome {
        SUCCESS,
        /** For want of credentials or of a scope. */
        REFUSED,
        FAILED
    }

    /** Adds to what is told of a request, in a word of the agent's own. */
    public static void detail(HttpServletRequest request, String word) {
        request.setAttribute(DETAIL, word);
    }

    /**
     * Tells of something that was asked for by other ways than HTTP.
     *
     * @param action what was done
     * @param principal by which way, such as {@code signal:TERM}
     */
    public void tell(String action, String principal) {
        tell(action, principal, "");
    }

    /**
     * The same of one meeting or recording.
     *
     * @param object its id
     */
    public void tell(String action, String principal, String object) {
        write(action, Outcome.SUCCESS, principal, object, "", 0, "");
    }

    void tell(String action, Outcome outcome, String principal, String object, int status, HttpServletRequest request) {
        Object detail = request.getAttribute(DETAIL);
        write(
                action,
                outcome,
                principal,
                object,
                detail == null ? "" : detail.toString(),
                status,
                request.getRemoteAddr());
    }

    private static void write(
            String action,
            Outcome outcome,
            String principal,
            String object,
            String detail,
            int status,
            @Nullable String remote) {
        Line line = new Line(log.atInfo());
        line.add("action", action);
        line.add("outcome", outcome.name());
        line.add("principal", principal);
        line.add("object", object);
        line.add("detail", detail);
        line.add("status", status == 0 ? "" : Integer.toString(status));
        line.add("remote", remote == null ? "" : remote);
        line.write();
    }

    /** Fields twice: in the text for people and simple tools, and by name. */
    private static final class Line {
        private final StringBuilder text = new StringBuilder();
        private LoggingEventBuilder event;

        Line(LoggingEventBuilder event) {
            this.event = event;
        }

        void add(String name, String value) {
            if (!value.isEmpty()) {
                String safe = UNSAFE.matcher(value.length() > LONGEST ? value.substring(0, LONGEST) : value)
                        .replaceAll("_");
                text.append(text.isEmpty() ? "" : " ").append(name).append('=').append(safe);
                event = event.addKeyValue("audit." + name, safe);
            }
        }

        void write() {
            event.log("{}", text);
        }
    }
}
