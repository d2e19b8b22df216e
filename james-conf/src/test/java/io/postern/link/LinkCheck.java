// SPDX-License-Identifier: Apache-2.0
package io.postern.link;

import io.postern.link.References.Kind;
import io.postern.link.References.Lambda;
import io.postern.link.References.Receiver;
import io.postern.link.References.Use;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.Opcodes;

/**
 * Says for one class file what the JVM would refuse, today or when the line is first reached: NoClassDefFoundError,
 * NoSuchMethodError, NoSuchFieldError, AbstractMethodError, IncompatibleClassChangeError, IllegalAccessError, and a
 * final class or method that is extended. Each finding is one line that names the class, what is wrong, and with what.
 */
final class LinkCheck {
    private final ClassPath path;
    private final Hierarchy hierarchy;

    /** @param path the class, all that ships with it, James, and the JDK */
    LinkCheck(ClassPath path) {
        this.path = path;
        this.hierarchy = new Hierarchy(path);
    }

    Set<String> problems(byte[] classFile) {
        ClassFacts type = ClassFacts.read(classFile, Renames.none());
        References references = References.of(classFile);
        Set<String> found = new TreeSet<>();
        references.types.forEach(name -> typeProblem(type, name).ifPresent(found::add));
        references.uses.forEach(use -> useProblem(type, use).ifPresent(found::add));
        references.lambdas.forEach(lambda -> found.addAll(lambdaProblems(lambda)));
        found.addAll(hierarchyProblems(type));
        return new TreeSet<>(
                found.stream().map(what -> type.name() + ": " + what).toList());
    }

    private Optional<String> typeProblem(ClassFacts from, String name) {
        Optional<ClassFacts> type = path.find(name);
        if (type.isEmpty()) {
            return Optional.of("no class " + name);
        }
        boolean mayBeSeen = type.get().is(Opcodes.ACC_PUBLIC)
                || type.get().is(Opcodes.ACC_PROTECTED)
                || samePackage(from, type.get());
        return mayBeSeen ? Optional.empty() : Optional.of("no access to class " + name);
    }

    private Optional<String> useProblem(ClassFacts from, Use use) {
        Optional<ClassFacts> owner = path.find(use.owner());
        if (owner.isEmpty()) {
            return Optional.empty(); // said already of the class
        }
        String what = use.owner() + "." + use.member();
        if (use.kind() != Kind.FIELD && owner.get().isInterface() != (use.kind() == Kind.INTERFACE_METHOD)) {
            return Optional.of("class or interface is the other: " + what);
        }
        Optional<Hierarchy.Declared> declared = use.kind() == Kind.FIELD
                ? hierarchy.field(owner.get(), use.member())
                : hierarchy.method(owner.get(), use.member());
        if (declared.isEmpty()) {
            return Optional.of((use.kind() == Kind.FIELD ? "no field " : "no method ") + what);
        }
        if (declared.get().is(Opcodes.ACC_STATIC) != (use.receiver() == Receiver.CLASS)) {
            return Optional.of("static or not is the other: " + what);
        }
        return mayUse(from, declared.get()) ? Optional.empty() : Optional.of("no access to " + what);
    }

    private boolean mayUse(ClassFacts from, Hierarchy.Declared declared) {
        if (declared.is(Opcodes.ACC_PUBLIC)) {
            return true;
        }
        if (declared.is(Opcodes.ACC_PRIVATE)) {
            return nest(from.name()).equals(nest(declared.by().name()));
        }
        boolean inherited = declared.is(Opcodes.ACC_PROTECTED)
                && hierarchy.isA(from, declared.by().name());
        // Of arrays, Object.clone() is public.
        boolean arrayClone = declared.by().name().equals("java/lang/Object") && declared.is(Opcodes.ACC_PROTECTED);
        return inherited || arrayClone || samePackage(from, declared.by());
    }

    private List<String> lambdaProblems(Lambda lambda) {
        Optional<ClassFacts> type = path.find(lambda.type());
        if (type.isEmpty()) {
            return List.of();
        }
        Set<String> findings = new TreeSet<>();
        hierarchy.leftOpen(type.get(), lambda.method()).forEach(open -> findings.add("a lambda leaves out " + open));
        if (hierarchy.method(type.get(), lambda.method()).isEmpty()) {
            findings.add("a lambda is for no method " + lambda.type() + "." + lambda.method());
        }
        return List.copyOf(findings);
    }

    private Set<String> hierarchyProblems(ClassFacts type) {
        Set<String> findings = new TreeSet<>();
        for (ClassFacts supertype : hierarchy.classes(type)) {
            if (supertype.name().equals(type.name())) {
                continue;
            }
            if (supertype.isInterface()) {
                findings.add("an interface is extended: " + supertype.name());
            }
            if (supertype.is(Opcodes.ACC_FINAL)) {
                findings.add("a final class is extended: " + supertype.name());
            }
            overriddenFinals(type, supertype).forEach(findings::add);
        }
        type.interfaces().stream()
                .flatMap(name -> path.find(name).stream())
                .filter(each -> !each.isInterface())
                .forEach(each -> findings.add("a class is implemented: " + each.name()));
        if (!type.isInterface() && !type.is(Opcodes.ACC_ABSTRACT)) {
            hierarchy.unimplemented(type).forEach(method -> findings.add("leaves out " + method));
        }
        return findings;
    }

    private static List<String> overriddenFinals(ClassFacts type, ClassFacts supertype) {
        return type.methods().entrySet().stream()
                .filter(own -> (own.getValue() & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) == 0)
                .map(own -> own.getKey())
                .filter(method -> {
                    int access = supertype.methods().getOrDefault(method, 0);
                    return (access & Opcodes.ACC_FINAL) != 0
                            && (access & (Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE)) == 0;
                })
                .map(method -> "a final method is overridden: " + supertype.name() + "." + method)
                .toList();
    }

    private static boolean samePackage(ClassFacts one, ClassFacts other) {
        return ClassFacts.packageOf(one.name()).equals(ClassFacts.packageOf(other.name()));
    }

    private static String nest(String name) {
        int dollar = name.indexOf('$');
        return dollar < 0 ? name : name.substring(0, dollar);
    }
}
