// SPDX-License-Identifier: Apache-2.0
package io.postern.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Opcodes;

/** The jars as shipped beside the jars of each James: every name that ours refer to is there and is what it was. */
class LinkIT {
    /** Jars of James that Maven Central has of 3.8.1 but not of 3.9.0; their classes are taken from 3.8.1, renamed. */
    private static final Set<String> NOT_ON_CENTRAL = Set.of(
            "apache-james-backends-cassandra",
            "james-server-guice-memory",
            "james-server-guice-smtp",
            "james-server-guice-webadmin",
            "james-server-mailbox-adapter",
            "james-server-mailets",
            "james-server-memory-app",
            "james-server-protocols-smtp",
            "james-server-queue-memory",
            "james-server-webadmin-core",
            "protocols-lmtp",
            "protocols-smtp");

    /** Annotations: the JVM does not ask for the classes of those that nobody reads. */
    private static final Pattern UNREAD =
            Pattern.compile("(org/jspecify/annotations|com/google/errorprone/annotations|lombok)/.*");

    /**
     * ICU4J is cut down to what Postern reaches, which ExtensionJarIT checks, and needs the JDK only. The others are
     * what dnsjava tries on systems that are not ours.
     */
    private static final Pattern NOT_REACHED = Pattern.compile(
            "io/postern/shaded/(icu/.*|dns/config/(Android|IPHlpAPI|Windows).*|asm/util/.*)|com/kenai/.*");

    private static final Pattern DOCUMENTED =
            Pattern.compile("<!-- linked against 3.8.1 only -->(.*?)<!-- end -->", Pattern.DOTALL);

    private static final ClassPath JDK = ClassPath.jdk();

    private static Renames renames;
    private static Jars james38;
    private static Jars james39;

    @BeforeAll
    static void openJames() throws IOException {
        renames = Renames.read(Path.of(System.getProperty("renames")));
        String classPath = Files.readString(Path.of(System.getProperty("james38.classpath")));
        james38 = new Jars(Stream.of(classPath.strip().split(File.pathSeparator))
                .map(Path::of)
                .toList());
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("james39.jars")))) {
            james39 = new Jars(files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList());
        }
    }

    @AfterAll
    static void closeJames() throws IOException {
        james38.close();
        james39.close();
    }

    @Test
    void theJarForJames38FitsJames381() throws IOException {
        assertThat(problems("postern.jar", james38.asTheyAre())).isEmpty();
    }

    @Test
    void theJarForJames39FitsJames381UnderTheNewNames() throws IOException {
        assertThat(problems("postern.jakarta.jar", james38.named(renames))).isEmpty();
    }

    @Test
    void theJarForJames39FitsJames390AsFarAsItIsPublished() throws IOException {
        assertThat(problems("postern.jakarta.jar", james390())).isEmpty();
    }

    /** The wrong zip: its names are those of the other James. */
    @Test
    void theJarForJames38DoesNotFitJames390() throws IOException {
        assertThat(problems("postern.jar", james390()))
                .anyMatch(problem -> problem.endsWith(": no class javax/mail/internet/MimeMessage"))
                .anyMatch(problem -> problem.endsWith(": no class javax/inject/Inject"));
    }

    @Test
    void theDocumentationSaysWhatOnlyJames381CouldAnswer() throws IOException {
        Set<String> packages = new TreeSet<>();
        try (Jars own = own("postern.jakarta.jar")) {
            for (String name : own.names()) {
                References.of(own.classFile(name)).types.stream()
                        .filter(type -> !james39.names().contains(type) && isNotOnCentral(type))
                        .map(type -> ClassFacts.packageOf(type).replace('/', '.'))
                        .forEach(packages::add);
            }
        }
        assertThat(documented()).containsExactlyElementsOf(packages);
    }

    /** A difference that is known: were it not seen, the two sets of jars would be one. */
    @Test
    void theTwoJamesDiffer() {
        Member gone = new Member("<init>", "(Ljava/lang/String;Lorg/apache/james/core/Domain;)V");
        ClassFacts address38 =
                james38.named(renames).find("org/apache/james/core/MailAddress").orElseThrow();
        ClassFacts address39 =
                james390().find("org/apache/james/core/MailAddress").orElseThrow();

        assertThat(address38.methods()).containsEntry(gone, Opcodes.ACC_PUBLIC);
        assertThat(address39.methods()).doesNotContainEntry(gone, Opcodes.ACC_PUBLIC);
        assertThat(james38.named(renames).find("javax/mail/Session")).isEmpty();
        assertThat(james38.named(renames).find("jakarta/mail/Session")).isPresent();
    }

    /** What Postern reaches by its name only, where the jars do not say so. */
    @ParameterizedTest
    @CsvSource({
        "org/apache/james/protocols/netty/AbstractAsyncServer, addresses, Ljava/util/List;",
        "org/apache/james/protocols/lib/netty/AbstractConfigurableAsyncServer, frameHandlerFactory,"
                + " Lorg/apache/james/protocols/netty/ChannelHandlerFactory;",
        "org/apache/james/server/core/MimeMessageWrapper, source, Lorg/apache/james/server/core/MimeMessageSource;",
    })
    void privateFieldsThatPosternReachesAreInBoth(String type, String field, String descriptor) {
        for (ClassPath james : List.of(james38.asTheyAre(), james390())) {
            assertThat(james.find(type).orElseThrow().fields()).containsKey(new Member(field, descriptor));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"postern.jar", "postern.jakarta.jar"})
    void noClassOfOursHasANameThatJamesHas(String jar) throws IOException {
        try (Jars own = own(jar)) {
            // jffi cannot be renamed, and is of the same version as James's
            assertThat(own.names().stream().filter(name -> !name.startsWith("com/kenai/jffi/")))
                    .noneMatch(james38.names()::contains)
                    .noneMatch(james39.names()::contains);
        }
    }

    private static Set<String> problems(String jar, ClassPath james) throws IOException {
        Set<String> problems = new TreeSet<>();
        try (Jars own = own(jar)) {
            LinkCheck check = new LinkCheck(own.asTheyAre().or(james).or(JDK));
            for (String name : own.names()) {
                if (!NOT_REACHED.matcher(name).matches()) {
                    problems.addAll(check.problems(own.classFile(name)));
                }
            }
        }
        problems.removeIf(problem ->
                UNREAD.matcher(problem.replaceFirst("^.*: no class ", "")).matches());
        return problems;
    }

    private static ClassPath james390() {
        ClassPath renamed = james38.named(renames);
        return james39.asTheyAre().or(name -> isNotOnCentral(name) ? renamed.find(name) : Optional.empty());
    }

    private static boolean isNotOnCentral(String name) {
        return renames.before(name).stream()
                .flatMap(before -> james38.artifact(before).stream())
                .anyMatch(NOT_ON_CENTRAL::contains);
    }

    private static List<String> documented() throws IOException {
        Path page = Path.of(System.getProperty("postern.root"), "docs", "james-versions.md");
        Matcher list = DOCUMENTED.matcher(Files.readString(page));
        assertThat(list.find()).isTrue();
        return Pattern.compile("`([^`]+)`")
                .matcher(list.group(1))
                .results()
                .map(name -> name.group(1))
                .toList();
    }

    private static Jars own(String jar) throws IOException {
        return new Jars(List.of(Path.of(System.getProperty(jar))));
    }
}
