import java.io.File;
import java.util.List;
import org.apache.pdfbox.preflight.PreflightDocument;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.exception.SyntaxValidationException;
import org.apache.pdfbox.preflight.parser.PreflightParser;

/** One line per remark, "file TAB code TAB text", and one "file TAB ok" per file that was judged to its end. */
public class Preflight {
    public static void main(String[] files) {
        for (String file : files) {
            ValidationResult result;
            try {
                PreflightParser parser = new PreflightParser(new File(file));
                parser.parse();
                try (PreflightDocument document = parser.getPreflightDocument()) {
                    document.validate();
                    result = document.getResult();
                }
            } catch (SyntaxValidationException broken) {
                result = broken.getResult();
            } catch (Exception | StackOverflowError broken) {
                System.out.println(file + "\tcrash\t" + broken);
                continue;
            }
            for (ValidationResult.ValidationError error : result.getErrorsList()) {
                String text = String.valueOf(error.getDetails()).replaceAll("\\s+", " ");
                System.out.println(file + "\t" + error.getErrorCode() + "\t" + text);
            }
            System.out.println(file + "\tjudged\t");
        }
    }
}
