// SPDX-License-Identifier: Apache-2.0
package io.postern.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two jars that operators drop into {@code extensions-jars/}. */
class ExtensionJarIT {
    /** No signatures, no versions of classes, no module, and nothing that other projects put there. */
    private static final Pattern OF_META_INF = Pattern.compile(
            "META-INF/(MANIFEST\\.MF|LICENSE|licenses/(\\w+\\.txt)?|maven/(io\\.postern/.*)?|services/.*)?");

    /** What knows its classes by their names and cannot have others: native libraries, and their Java half. */
    private static final Pattern NATIVE = Pattern.compile("com/(kenai/(jffi/.*)?)?|jni/.*");

    private static final Pattern DEPENDENCE = Pattern.compile("^ +(\\S+) +-> (\\S+) +(.*)$");

    @ParameterizedTest
    @ValueSource(strings = {"postern.jar", "postern.jakarta.jar"})
    void nothingIsInTheJarButPosternAndMetaInf(String jar) throws IOException {
        assertThat(entries(jar))
                .allMatch(name -> name.equals("io/")
                        || name.startsWith("io/postern/")
                        || NATIVE.matcher(name).matches()
                        || OF_META_INF.matcher(name).matches())
                .noneMatch(name -> name.startsWith("io/postern/launcher/") && name.endsWith(".class"))
                .noneMatch(name -> name.endsWith("module-info.class"))
                .contains("META-INF/LICENSE", "META-INF/licenses/caffeine.txt")
                .contains("META-INF/licenses/dnsjava.txt", "META-INF/licenses/icu4j.txt", "META-INF/licenses/lmdb.txt")
                .contains("io/postern/shaded/lmdbjava/native/x86_64-linux-gnu.so", "jni/x86_64-Linux/libjffi-1.2.so")
                .contains("io/postern/spf/CheckHost.class", "io/postern/backend/psl/effective_tld_names.dat");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postern.jar", "postern.jakarta.jar"})
    void servicesAndTheirProvidersAreOurs(String jar) throws IOException {
        List<String> entries = entries(jar);
        try (JarFile file = new JarFile(path(jar).toFile())) {
            for (String entry : entries) {
                if (entry.startsWith("META-INF/services/") && !entry.endsWith("/")) {
                    assertThat(entry).startsWith("META-INF/services/io.postern.");
                    String text = new String(
                            file.getInputStream(file.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(text.lines().filter(line -> !line.isBlank()))
                            .allMatch(line -> entries.contains(line.strip().replace('.', '/') + ".class"));
                }
            }
        }
    }

    @Test
    void noOctetsOfTheJakartaJarNameWhatJames39HasLost() throws IOException {
        assertThat(lostNames("postern.jakarta.jar")).isEmpty();
        assertThat(lostNames("postern.jar"))
                .contains("javax/mail/internet/MimeMessage", "javax/inject/Inject", "javax/annotation/PreDestroy");
    }

    /**
     * Classes of the packages that the transformer renames, in either spelling. Descriptors, signatures, annotations,
     * strings for {@code Class.forName} and service files: all are octets of the jar.
     */
    private static Set<String> lostNames(String jar) throws IOException {
        Properties renames = new Properties();
        try (Reader text = Files.newBufferedReader(path("renames"))) {
            renames.load(text);
        }
        String packages = renames.stringPropertyNames().stream()
                .map(name -> name.replace(".", "[./]"))
                .collect(Collectors.joining("|"));
        Pattern lost = Pattern.compile("(" + packages + ")[./][A-Z]\\w*");
        Set<String> named = new HashSet<>();
        try (JarFile file = new JarFile(path(jar).toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                byte[] octets = file.getInputStream(entry).readAllBytes();
                lost.matcher(entry.getName() + "\n" + new String(octets, StandardCharsets.ISO_8859_1))
                        .results()
                        .forEach(found -> named.add(found.group()));
            }
        }
        return named;
    }

    /** ICU4J is cut down to IDNA: whatever our classes reach in the shaded libraries must have stayed. */
    @Test
    void noClassWithinReachIsMissing() throws IOException {
        Set<String> present = new HashSet<>();
        entries("postern.jar").stream()
                .filter(name -> name.endsWith(".class"))
                .forEach(name -> present.add(
                        name.substring(0, name.length() - ".class".length()).replace('/', '.')));
        Map<String, Set<String>> dependences = dependences("postern.jar");
        Deque<String> open = new ArrayDeque<>();
        present.stream()
                .filter(name -> !name.startsWith("io.postern.shaded.icu."))
                .forEach(open::add);
        open.add("io.postern.shaded.icu.text.IDNA");
        Set<String> reached = new HashSet<>(open);
        while (!open.isEmpty()) {
            for (String name : dependences.getOrDefault(open.remove(), Set.of())) {
                if (name.startsWith("io.postern.") && reached.add(name)) {
                    open.add(name);
                }
            }
        }
        assertThat(reached).isSubsetOf(present);
    }

    /** In the parent's absence, so that only what is in the jar can answer. */
    @ParameterizedTest
    @ValueSource(strings = {"postern.jar", "postern.jakarta.jar"})
    void idnaOfTheJarHasItsData(String jar) throws Exception {
        URL url = path(jar).toUri().toURL();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {url}, ClassLoader.getPlatformClassLoader())) {
            Class<?> idna = loader.loadClass("io.postern.shaded.icu.text.IDNA");
            Class<?> info = loader.loadClass("io.postern.shaded.icu.text.IDNA$Info");
            Object uts46 = idna.getMethod("getUTS46Instance", int.class).invoke(null, 0x3e);
            StringBuilder ascii = new StringBuilder();
            idna.getMethod("nameToASCII", CharSequence.class, StringBuilder.class, info)
                    .invoke(
                            uts46,
                            "B\u00fccher.fa\u00df.\u05d0\u05d1.example",
                            ascii,
                            info.getConstructor().newInstance());
            assertThat(ascii).hasToString("xn--bcher-kva.xn--fa-hia.xn--4dbc.example");
        }
    }

    /** In the parent's absence too: not every James has jffi. */
    @ParameterizedTest
    @ValueSource(strings = {"postern.jar", "postern.jakarta.jar"})
    void lmdbOfTheJarLoadsItsLibraries(String jar) throws Exception {
        String classPath = Files.readString(path("james38.classpath"));
        Path slf4j = Stream.of(classPath.strip().split(File.pathSeparator))
                .filter(file -> file.contains("/slf4j-api-"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
        URL[] urls = {path(jar).toUri().toURL(), slf4j.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Class<?> files = loader.loadClass("io.postern.backend.lmdb.LmdbFiles");
            Class<?> settings = loader.loadClass("io.postern.backend.lmdb.LmdbSettings");
            Object opened = files.getConstructor(Clock.class).newInstance(Clock.systemUTC());
            Object table = settings.getConstructor(Path.class).newInstance(Path.of("/nowhere/t.mdb"));
            assertThatThrownBy(() -> files.getMethod("map", settings).invoke(opened, table))
                    .hasRootCauseMessage("/nowhere/t.mdb does not exist");
            Method proxy =
                    loader.loadClass("io.postern.backend.lmdb.NativeLibrary").getDeclaredMethod("proxy");
            proxy.setAccessible(true);
            assertThat(proxy.invoke(null).getClass().getName()).isEqualTo("io.postern.shaded.lmdbjava.ByteArrayProxy");
        }
    }

    private static List<String> entries(String jar) throws IOException {
        try (JarFile file = new JarFile(path(jar).toFile())) {
            return file.stream().map(Object::toString).toList();
        }
    }

    /** Class to the classes it names, by the JDK's jdeps. */
    private static Map<String, Set<String>> dependences(String jar) {
        StringWriter out = new StringWriter();
        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(out, true),
                        new PrintWriter(out, true),
                        "-v",
                        "--ignore-missing-deps",
                        path(jar).toString());
        Map<String, Set<String>> dependences = new HashMap<>();
        out.toString()
                .lines()
                .map(DEPENDENCE::matcher)
                .filter(Matcher::matches)
                .forEach(line -> dependences
                        .computeIfAbsent(line.group(1), name -> new HashSet<>())
                        .add(line.group(2)));
        assertThat(dependences).isNotEmpty();
        return dependences;
    }

    private static Path path(String jar) {
        return new File(System.getProperty(jar)).toPath();
    }
}
