// SPDX-License-Identifier: Apache-2.0
package io.postern.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarFile;
import org.objectweb.asm.commons.Remapper;

/** Jars in the order of a class path: the first that has a class gives it. */
final class Jars implements AutoCloseable {
    private static final String CLASS = ".class";

    private final List<JarFile> open = new ArrayList<>();
    private final Map<String, JarFile> home = new HashMap<>();

    Jars(List<Path> jars) throws IOException {
        for (Path path : jars) {
            JarFile jar = new JarFile(path.toFile());
            open.add(jar);
            jar.stream()
                    .map(entry -> entry.getName())
                    .filter(entry -> entry.endsWith(CLASS) && !entry.startsWith("META-INF/"))
                    .forEach(entry -> home.putIfAbsent(entry.substring(0, entry.length() - CLASS.length()), jar));
        }
    }

    Set<String> names() {
        return Collections.unmodifiableSet(home.keySet());
    }

    byte[] classFile(String name) {
        JarFile jar = home.get(name);
        if (jar == null) {
            throw new IllegalArgumentException(name);
        }
        try (InputStream classFile = jar.getInputStream(jar.getEntry(name + CLASS))) {
            return classFile.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file name of the jar that has the class, without its version. */
    Optional<String> artifact(String name) {
        return Optional.ofNullable(home.get(name))
                .map(jar -> Path.of(jar.getName()).getFileName().toString().replaceFirst("-\\d[^/]*\\.jar$", ""));
    }

    ClassPath asTheyAre() {
        return named(new Renames(Map.of()));
    }

    /** As if the transformer had gone over the jars. */
    ClassPath named(Renames renames) {
        Remapper remapper = renames.remapper();
        ClassPath jars = name -> renames.before(name).stream()
                .filter(home::containsKey)
                .findFirst()
                .map(before -> ClassFacts.read(classFile(before), remapper));
        return jars.remembering();
    }

    @Override
    public void close() throws IOException {
        for (JarFile jar : open) {
            jar.close();
        }
    }
}
