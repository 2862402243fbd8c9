package org.heredity.baselines;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heredity.api.Protocol;
import org.heredity.api.method.PublishedRun;
import org.heredity.api.method.PublishedRun.Configured;
import org.heredity.api.method.PublishedRun.Pretrained;

/**
 * What the papers of these methods published, from {@code published.json} beside this class: papers
 * with their tables' rows, as printed, in percent.
 */
final class PaperFigures {
  private static final String FILE = "published.json";

  /** The file. */
  private record Content(Map<String, Pretrained> teachers, List<Paper> papers) {}

  private record Paper(
      String paper,
      String authors,
      String venue,
      int year,
      String where,
      Protocol protocol,
      Configured attack,
      List<Row> rows) {
    String source() {
      return paper + " (" + authors + ", " + venue + " " + year + "), " + where;
    }
  }

  private record Row(String teacher, Configured method, String remark, List<Figures> figures) {}

  private record Figures(List<String> of, Double acc, Double dir) {}

  private PaperFigures() {}

  /**
   * All of them, in the file's order.
   *
   * @throws IllegalStateException if the file is not what it should be, which is a defect of this
   *     program
   */
  static List<PublishedRun> all() {
    try (InputStream in = PaperFigures.class.getResourceAsStream(FILE)) {
      return read(in);
    } catch (IOException e) {
      throw new IllegalStateException(FILE + " cannot be read", e);
    }
  }

  static List<PublishedRun> read(InputStream in) throws IOException {
    Content content =
        JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build()
            .readValue(in, Content.class);
    List<PublishedRun> runs = new ArrayList<>();
    for (Paper paper : content.papers()) {
      for (Row row : paper.rows()) {
        Pretrained teacher = content.teachers().get(row.teacher());
        if (teacher == null) {
          throw new IllegalStateException(FILE + ": there is no teacher " + row.teacher());
        }
        row.figures().forEach(figures -> runs.add(run(paper, row, teacher, figures)));
      }
    }
    return List.copyOf(runs);
  }

  private static PublishedRun run(Paper paper, Row row, Pretrained teacher, Figures figures) {
    return new PublishedRun(
        paper.source(),
        paper.protocol(),
        teacher,
        row.method(),
        paper.attack(),
        figures.of(),
        share(figures.acc()),
        share(figures.dir()),
        row.remark() == null ? "" : row.remark());
  }

  private static double share(Double percent) {
    return percent == null ? Double.NaN : percent / 100;
  }
}
