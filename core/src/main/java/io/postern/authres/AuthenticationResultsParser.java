// SPDX-License-Identifier: Apache-2.0
package io.postern.authres;

import io.postern.value.Ascii;
import io.postern.value.Cursor;
import io.postern.value.Parsed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one authres-payload; a method for each rule of RFC 8601 §2.2. The first failure is kept and moves the cursor to
 * the end, so that every rule above finds nothing more to read. Each character is looked at a bounded number of times.
 */
final class AuthenticationResultsParser {
    /** Comments within comments. Ours. */
    static final int MAX_COMMENT_DEPTH = 32;

    private static final int MAX_VERSION_DIGITS = 9;
    /** IANA "Email Authentication Property Types". */
    private static final Set<String> PTYPES = Set.of("smtp", "header", "body", "policy", "dns");

    private final String text;
    private final Cursor in;
    private final Grammar grammar;
    private final List<MethodResult> results = new ArrayList<>();
    private boolean authservIdMissing;
    private boolean noResult;
    /** Why there will be no value. */
    private @Nullable Parsed<AuthenticationResults> failure;

    AuthenticationResultsParser(String text, Grammar grammar) {
        this.text = text;
        this.in = new Cursor(text);
        this.grammar = grammar;
    }

    /** authres-payload = [CFWS] authserv-id [ CFWS authres-version ] ( no-result / 1*resinfo ) [CFWS] */
    Parsed<AuthenticationResults> authresPayload() {
        checkCharacters();
        if (isLenient()) {
            fieldName();
            instance();
        }
        String authservId = authservId();
        int version = authservIdMissing ? 1 : authresVersion();
        if (isLenient() && Ascii.isVisible(in.peek()) && in.peek() != ';') {
            resinfo();
        }
        while (separator()) {
            resinfo();
        }
        if (!isLenient() && results.isEmpty() && !noResult) {
            fail("resinfo", "neither a result nor none");
        }
        if (!AuthenticationResults.isWithinLength(authservId, results)) {
            fail("authres-payload", "too long when written");
        }
        return failure != null ? failure : Parsed.ok(new AuthenticationResults(authservId, version, results));
    }

    /** authserv-id = value; empty where Office 365 leaves it out. */
    private String authservId() {
        cfws();
        int start = in.position();
        String id = in.peek() == '"'
                ? quotedString()
                : in.takeWhile(isLenient() ? c -> isBare(c) && c != '=' && c != '"' : WireText::isTokenChar);
        if (in.position() == start) {
            fail("authserv-id", "missing");
        }
        cfws();
        if (isLenient() && in.peek() == '=') {
            in.reset(start);
            authservIdMissing = true;
            return "";
        }
        return checkedText("authserv-id", start, id);
    }

    /** authres-version = 1*DIGIT [CFWS]; the white space before it has been read. */
    private int authresVersion() {
        if (Ascii.isDigit(in.peek())) {
            int version = version("authres-version");
            cfws();
            if (!in.atEnd() && in.peek() != ';') {
                fail("authres-version", "something else than a semicolon behind it");
            }
            return version;
        }
        if (isLenient()) {
            wordForVersion();
        }
        return 1;
    }

    /** A word that is no version is passed over; if "=" follows, it is a method and only its semicolon is missing. */
    private void wordForVersion() {
        int start = in.position();
        in.takeWhile(WireText::isDottedChar);
        cfws();
        if (!in.atEnd() && in.peek() != ';') {
            in.reset(start);
        }
    }

    /** [CFWS] ";" before a resinfo; false at the end. */
    private boolean separator() {
        cfws();
        if (in.atEnd()) {
            return false;
        }
        return expect(';', "resinfo");
    }

    /** resinfo, from its methodspec on; also no-result, and in the lenient grammar nothing. */
    private void resinfo() {
        cfws();
        stray();
        int start = in.position();
        if (isLenient() && (in.atEnd() || in.peek() == ';')) {
            return;
        }
        String word = in.takeWhile(isLenient() ? WireText::isDottedChar : WireText::isKeywordChar);
        cfws();
        if (isNone(word)) {
            noResult = true;
        } else if (isLenient() && word.indexOf('.') >= 0 && in.peek() == ';') {
            // Office 365 writes an authserv-id in front of each result but the first
            return;
        } else {
            method(word, start).ifPresent(results::add);
        }
    }

    /** no-result = [CFWS] ";" [CFWS] "none" */
    private boolean isNone(String word) {
        return results.isEmpty() && !noResult && Ascii.equalsIgnoreCase(word, "none") && !isMethodGoingOn();
    }

    private boolean isMethodGoingOn() {
        return in.peek() == '=' || in.peek() == '/';
    }

    /** methodspec, reasonspec and propspecs behind the method's Keyword. */
    private Optional<MethodResult> method(String method, int start) {
        boolean isMethod = isLenient() ? WireText.isLooseWord(method) : WireText.isKeyword(method);
        if (noResult || !isMethod || method.length() > MethodResult.MAX_WORD_LENGTH) {
            return failAt(start, "method", noResult ? "a result behind none" : "not a Keyword");
        }
        int version = methodVersion();
        expect('=', "methodspec");
        cfws();
        String result = result();
        Optional<String> comment = cfws().filter(MethodResult::isComment);
        if (failure != null || results.size() == AuthenticationResults.MAX_RESULTS) {
            return fail("resinfo", "too many results");
        }
        return specs(new MethodResult(method, version, result, Optional.empty(), comment, List.of()));
    }

    /** method = Keyword [ [CFWS] "/" [CFWS] method-version ] */
    private int methodVersion() {
        if (!in.accept('/')) {
            return 1;
        }
        cfws();
        int version = version("method-version");
        cfws();
        return version;
    }

    private int version(String rule) {
        int start = in.position();
        String digits = in.takeWhile(Ascii::isDigit);
        if (digits.isEmpty() || digits.length() > MAX_VERSION_DIGITS) {
            failAt(start, rule, "not a number of one to nine digits");
            return 1;
        }
        return Integer.parseInt(digits);
    }

    /** result = Keyword */
    private String result() {
        int start = in.position();
        String result = in.takeWhile(isLenient() ? WireText::isDottedChar : WireText::isKeywordChar);
        boolean isResult = isLenient() ? !result.isEmpty() : WireText.isKeyword(result);
        if (!isResult || result.length() > MethodResult.MAX_WORD_LENGTH) {
            failAt(start, "result", "not a Keyword");
        }
        return result;
    }

    /** [ CFWS reasonspec ] [ CFWS 1*propspec ]; anywhere among each other in the lenient grammar. */
    private Optional<MethodResult> specs(MethodResult bare) {
        Optional<String> reason = Optional.empty();
        List<Property> properties = new ArrayList<>();
        for (stray(); !in.atEnd() && in.peek() != ';'; stray()) {
            int start = in.position();
            String name = keyword();
            cfws();
            if (in.peek() == '=' && Ascii.equalsIgnoreCase(name, "reason")) {
                String text = reasonspec();
                checkOrder(start, reason, properties);
                reason = reason.isPresent() ? reason : Optional.of(text);
            } else {
                propspec(name, start).ifPresent(properties::add);
            }
            cfws();
        }
        if (properties.size() > MethodResult.MAX_PROPERTIES) {
            return fail("propspec", "too many properties");
        }
        return Optional.of(new MethodResult(
                bare.method(), bare.methodVersion(), bare.result(), reason, bare.comment(), properties));
    }

    private void checkOrder(int start, Optional<String> reason, List<Property> properties) {
        if (!isLenient() && (reason.isPresent() || !properties.isEmpty())) {
            failAt(start, "reasonspec", "not right behind the result");
        }
    }

    private String keyword() {
        return in.takeWhile(isLenient() ? WireText::isLooseChar : WireText::isKeywordChar);
    }

    /** reasonspec = "reason" [CFWS] "=" [CFWS] value; the name has been read. */
    private String reasonspec() {
        expect('=', "reasonspec");
        cfws();
        int start = in.position();
        String reason = in.peek() == '"' ? quotedString() : bareReason();
        if (in.position() == start) {
            fail("reasonspec", "no value");
        }
        return checkedText("reasonspec", start, reason);
    }

    private String bareReason() {
        return in.takeWhile(isLenient() ? AuthenticationResultsParser::isBare : WireText::isTokenChar);
    }

    /** propspec = ptype [CFWS] "." [CFWS] property [CFWS] "=" pvalue; its first name has been read. */
    private Optional<Property> propspec(String first, int start) {
        String ptype = "";
        String property = first;
        int propertyStart = start;
        if (!isLenient() || in.peek() == '.') {
            checkName("ptype", first, start);
            expect('.', "propspec");
            cfws();
            ptype = first;
            propertyStart = in.position();
            property = keyword();
            cfws();
        }
        checkName("property", property, propertyStart);
        expect('=', "propspec");
        String value = pvalue();
        return failure != null ? Optional.empty() : Optional.of(new Property(ptype, property, value));
    }

    private void checkName(String rule, String name, int start) {
        if (!Property.isName(name) || (!isLenient() && !WireText.isKeyword(name))) {
            failAt(start, rule, "not a Keyword");
        }
    }

    /** pvalue = [CFWS] ( ( value / [ [ local-part ] "@" ] domain-name ) [CFWS] ) */
    private String pvalue() {
        int before = in.position();
        cfws();
        int start = in.position();
        if (isLenient() && (in.atEnd() || in.peek() == ';' || (start > before && isPropspecNext()))) {
            return "";
        }
        return checkedText("pvalue", start, in.peek() == '"' ? quotedValue() : unquotedValue());
    }

    /** A quoted-string, or an address whose local part is one and keeps its quotes. */
    private String quotedValue() {
        int start = in.position();
        String value = quotedString();
        if (in.peek() != '@') {
            return value;
        }
        String address = unfolded(in.since(start)) + bareValue();
        if (!isLenient() && !WireText.isAddress(address)) {
            failAt(start, "pvalue", "not an address");
        }
        return address;
    }

    private String unquotedValue() {
        int start = in.position();
        String value = bareValue();
        boolean isPvalue = isToken(value) || WireText.isAddress(value);
        if (!isLenient() && !isPvalue) {
            failAt(start, "pvalue", "neither value nor address");
        }
        return value;
    }

    /** An empty value and then a property: only what begins with a ptype of the registry is known to be one. */
    private boolean isPropspecNext() {
        int start = in.position();
        String ptype = in.takeWhile(WireText::isKeywordChar);
        boolean is = PTYPES.contains(Ascii.toLowerCase(ptype)) && in.accept('.');
        is = is && !in.takeWhile(WireText::isLooseChar).isEmpty() && in.peek() == '=';
        in.reset(start);
        return is;
    }

    /** What stands without quotes where a value is meant; the strict grammar looks at it afterwards. */
    private String bareValue() {
        return in.takeWhile(AuthenticationResultsParser::isBare);
    }

    private static boolean isBare(int c) {
        return c > ' ' && c != ';' && c != '(';
    }

    private static boolean isToken(String value) {
        return !value.isEmpty() && value.chars().allMatch(WireText::isTokenChar);
    }

    /** RFC 2045 §5.1 and RFC 5322 §3.2.4 quoted-string, at its first quote; without quotes and backslashes. */
    private String quotedString() {
        StringBuilder value = new StringBuilder();
        in.take();
        while (!in.accept('"')) {
            if (in.atEnd()) {
                fail("quoted-string", "not closed");
                return "";
            }
            in.accept('\\');
            character(value);
        }
        return value.toString();
    }

    /** [CFWS]; gives the first comment of it that says something. */
    private Optional<String> cfws() {
        Optional<String> first = Optional.empty();
        StringBuilder space = new StringBuilder();
        for (int c = in.peek(); c == '(' || isSpaceOrLineEnd(c); c = in.peek()) {
            if (c == '(') {
                String comment = comment();
                first = first.isPresent() || comment.isBlank() ? first : Optional.of(comment);
            } else {
                character(space);
            }
        }
        return first;
    }

    /** RFC 5322 §3.2.2 comment, at its first parenthesis; without the outer parentheses and without backslashes. */
    private String comment() {
        StringBuilder comment = new StringBuilder();
        int depth = 0;
        do {
            int c = in.peek();
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (in.atEnd() || depth > MAX_COMMENT_DEPTH) {
                fail("comment", in.atEnd() ? "not closed" : "too many comments within comments");
                return "";
            }
            in.accept('\\');
            character(comment);
        } while (depth > 0);
        return comment.substring(1, comment.length() - 1);
    }

    /** One character of text. RFC 5322 §2.2.3: a line end goes, the white space behind it stays. A tab is a space. */
    private void character(StringBuilder out) {
        int start = in.position();
        int c = in.take();
        if (c == '\r' && in.peek() == '\n') {
            c = in.take();
        }
        boolean lineEnd = c == '\n' || c == '\r';
        if (lineEnd && in.peek() != ' ' && in.peek() != '\t') {
            if (!isLenient()) {
                failAt(start, "FWS", "line end without white space behind it");
            }
            out.append(' ');
        } else if (!lineEnd && c != Cursor.END) {
            out.append(c == '\t' ? ' ' : (char) c);
        }
    }

    private static boolean isSpaceOrLineEnd(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static String unfolded(String raw) {
        return raw.replaceAll("\\r?\\n(?=[ \\t])", "").replaceAll("[\\r\\n\\t]", " ");
    }

    /** Quoting of other formats, left over where a field was pasted: passed over up to the next white space. */
    private void stray() {
        while (isLenient() && (in.peek() == '#' || in.peek() == '\\')) {
            bareValue();
            cfws();
        }
    }

    /** The value, which a constructor then takes. */
    private String checkedText(String rule, int start, String value) {
        if (!WireText.fits(value)) {
            failAt(start, rule, "longer than " + WireText.MAX_TEXT_OCTETS + " octets");
            return "";
        }
        return value;
    }

    private void checkCharacters() {
        if (WireText.octets(text) > AuthenticationResults.MAX_LENGTH) {
            fail("authres-payload", "longer than " + AuthenticationResults.MAX_LENGTH + " octets");
        }
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            if (!WireText.isClean(text.codePointAt(i)) && !isSpaceOrLineEnd(text.charAt(i))) {
                failAt(i, "authres-payload", "a control character");
                return;
            }
        }
    }

    /** In front in the lenient grammar: the field's own name and its colon. */
    private void fieldName() {
        cfws();
        int start = in.position();
        in.acceptIgnoreCase("ARC-");
        boolean isName = in.acceptIgnoreCase(AuthenticationResults.FIELD_NAME);
        cfws();
        if (!isName || !in.accept(':')) {
            in.reset(failure == null ? start : text.length());
        }
    }

    /** RFC 8617 §4.1.1: instance = "i" [CFWS] "=" [CFWS] 1*2DIGIT [CFWS] ";" */
    private void instance() {
        cfws();
        int start = in.position();
        boolean isInstance = in.acceptIgnoreCase("i");
        cfws();
        if (!isInstance || !in.accept('=')) {
            in.reset(failure == null ? start : text.length());
            return;
        }
        cfws();
        version("instance");
        cfws();
        expect(';', "instance");
    }

    private boolean expect(char expected, String rule) {
        if (in.accept(expected)) {
            return true;
        }
        fail(rule, "no " + expected + " here");
        return false;
    }

    private boolean isLenient() {
        return grammar == Grammar.LENIENT;
    }

    private <T> Optional<T> fail(String rule, String message) {
        return failAt(in.position(), rule, message);
    }

    private <T> Optional<T> failAt(int offset, String rule, String message) {
        if (failure == null) {
            failure = Parsed.malformed(offset, rule, message);
        }
        in.reset(text.length());
        return Optional.empty();
    }
}
