import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Checks or writes the format of every source below a folder: {@code Format.java check|write src}. */
class Format {
    public static void main(String[] args) throws IOException {
        boolean write = args[0].equals("write");
        JavaFormatterOptions options = JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build();
        Formatter formatter = Formatter.createFormatter(options);
        List<Path> sources;
        try (var files = Files.walk(Path.of(args[1]))) {
            sources = files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
        long wrong = sources.parallelStream()
                .filter(source -> !isTidy(formatter, source, write))
                .count();
        if (wrong > 0) {
            System.err.println("`mvn process-sources -Dformat.mode=write` formats them");
            System.exit(1);
        }
    }

    /** Whether the file is formatted now; says where it is not. */
    private static boolean isTidy(Formatter formatter, Path source, boolean write) {
        try {
            String text = Files.readString(source);
            String tidy = formatter.formatSource(ImportOrderer.reorderImports(
                    RemoveUnusedImports.removeUnusedImports(text), JavaFormatterOptions.Style.PALANTIR));
            if (tidy.equals(text)) {
                return true;
            }
            if (write) {
                Files.writeString(source, tidy);
                return true;
            }
            System.err.println("not formatted: " + source);
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FormatterException e) {
            throw new IllegalStateException(source + " cannot be read as Java", e);
        }
    }
}
