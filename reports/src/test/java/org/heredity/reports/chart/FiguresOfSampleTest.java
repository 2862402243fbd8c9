package org.heredity.reports.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.heredity.api.result.SuiteResult;
import org.heredity.reports.Samples;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class FiguresOfSampleTest {
  private static final List<FigureKind> KINDS =
      List.of(
          new RobustnessBars(),
          new AccuracyBars(),
          new InheritanceBars(),
          new AccuracyAgainstInheritance(),
          new BudgetSweep(),
          new RetentionSweep(),
          new SearchConvergence(),
          new LayersRetained());

  private static Document parse(byte[] xml) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
  }

  private static List<Figure> figures(SuiteResult result) {
    List<Figure> figures = new ArrayList<>();
    KINDS.forEach(kind -> figures.addAll(kind.of(result)));
    return figures;
  }

  /** Texts of tooltips with the height of what carries them. */
  private static double heightOf(Document svg, String start) {
    NodeList paths = svg.getElementsByTagName("path");
    for (int i = 0; i < paths.getLength(); i++) {
      Element path = (Element) paths.item(i);
      NodeList titles = path.getElementsByTagName("title");
      if (titles.getLength() == 1 && titles.item(0).getTextContent().startsWith(start)) {
        double top = Double.POSITIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        Matcher point =
            Pattern.compile("[ML]([-0-9.]+) ([-0-9.]+)").matcher(path.getAttribute("d"));
        while (point.find()) {
          top = Math.min(top, Double.parseDouble(point.group(2)));
          bottom = Math.max(bottom, Double.parseDouble(point.group(2)));
        }
        return bottom - top;
      }
    }
    throw new AssertionError("no bar with a tooltip " + start);
  }

  @Test
  void barsAreAsHighAsTheirValues() throws Exception {
    Figure dir = new InheritanceBars().of(Samples.suite()).get(0);
    Document svg = parse(new SvgWriter().file(dir));
    double fineTune = heightOf(svg, "photos6, fine-tune: 61.5%");
    double remos = heightOf(svg, "photos6, remos: 19.7%");
    double seam = heightOf(svg, "photos6, seam: 12.4%");
    assertEquals(0.197 / 0.615, remos / fineTune, 0.005);
    assertEquals(0.124 / 0.615, seam / fineTune, 0.005);
    String text = svg.getDocumentElement().getTextContent();
    for (String shown : List.of("61%", "20%", "12%", "photos6", "flowers102", "fine-tune")) {
      assertTrue(text.contains(shown), shown);
    }
    assertTrue(dir.caption().contains("means over 3 seeds"), dir.caption());
    assertTrue(
        dir.alternative().contains("photos6, seam: 12.4% (mean of 3 seeds"), dir.alternative());
  }

  @Test
  void robustnessStandsBesideInheritanceOneFigureATarget() throws Exception {
    List<Figure> figures = new RobustnessBars().of(Samples.ensemble());
    assertEquals(
        List.of("robustness-photos6", "robustness-flowers102"),
        figures.stream().map(Figure::id).toList());
    Figure photos = figures.get(0);
    Document svg = parse(new SvgWriter().file(photos));
    double dir = heightOf(svg, "seam, DIR (standard-1): 12.4%");
    double whiteBox = heightOf(svg, "seam, white box (autoattack-1): 98.8%");
    double floor = heightOf(svg, "seam, floor: 4.9%");
    double noise = heightOf(svg, "seam, noise: 1.8%");
    assertEquals(0.124 / 0.988, dir / whiteBox, 0.005);
    assertEquals(0.049 / 0.988, floor / whiteBox, 0.005);
    assertEquals(0.018 / 0.988, noise / whiteBox, 0.005);
    assertTrue(
        photos
            .alternative()
            .contains("seam, white box (autoattack-1): 98.8% (mean of 3 seeds, 95% bootstrap"),
        photos.alternative());
    assertFalse(photos.alternative().contains("scratch"), "the floor is a control");
    assertTrue(photos.caption().contains("means over 3 seeds"), photos.caption());
  }

  @Test
  void robustnessComesFirstAndIsDrawnOnlyWhereItWasMeasured() {
    assertEquals(List.of(), new RobustnessBars().of(Samples.suite()));
    Figures usual = Figures.of(KINDS, Samples.suite());
    assertEquals(List.of("acc", "dir"), usual.top().stream().map(Figure::id).toList());
    Figures figures = Figures.of(KINDS, Samples.ensemble());
    assertEquals(
        List.of("robustness-photos6", "robustness-flowers102", "acc"),
        figures.top().stream().map(Figure::id).toList());
    assertEquals("dir", figures.others().get(0).id());
  }

  @Test
  void oneSeedHasTheIntervalOfItsImages() {
    Figure acc = new AccuracyBars().of(Samples.suite(1)).get(0);
    assertTrue(acc.caption().contains("One seed; thin lines are 95% Wilson"), acc.caption());
  }

  @Test
  void everyFigureIsWellFormedWithItsOwnIdsAndNothingFromElsewhere() throws Exception {
    List<Figure> figures = figures(Samples.suite());
    assertEquals(
        List.of(
            "acc",
            "dir",
            "acc-dir",
            "budget-photos6-penultimate-pgd",
            "search-photos6-seam",
            "search-flowers102-seam",
            "layers-photos6",
            "layers-flowers102"),
        figures.stream().map(Figure::id).toList());
    Set<String> ids = new HashSet<>();
    for (Figure figure : figures) {
      String svg = new SvgWriter().inline(figure);
      Matcher id = Pattern.compile(" id=\"([^\"]+)\"").matcher(svg);
      while (id.find()) {
        assertTrue(ids.add(id.group(1)), "id twice in a page: " + id.group(1));
      }
      assertTrue(!svg.contains("href") && !svg.contains(" style="), figure.id());
      Document document = parse(new SvgWriter().file(figure));
      assertEquals("svg", document.getDocumentElement().getLocalName());
      assertEquals(figure.title(), document.getElementsByTagName("title").item(0).getTextContent());
    }
  }

  @Test
  void hostileNamesStayText() throws Exception {
    for (Figure figure : figures(Samples.hostile())) {
      Document svg = parse(new SvgWriter().file(figure));
      assertEquals(0, svg.getElementsByTagName("img").getLength());
      assertEquals(0, svg.getElementsByTagName("script").getLength());
    }
  }

  @Test
  void drawnColoursHaveTheClassOfTheirRole() throws Exception {
    Document svg = parse(new SvgWriter().file(new InheritanceBars().of(Samples.suite()).get(0)));
    NodeList all = svg.getElementsByTagName("*");
    Set<String> fills = new HashSet<>();
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      if (element.getAttribute("fill").startsWith("#")) {
        fills.add(element.getAttribute("fill") + " " + element.getAttribute("class").split(" ")[0]);
      }
    }
    assertTrue(fills.contains("#0072b2 f-s0") && fills.contains("#00906a f-s2"), fills::toString);
    assertTrue(fills.contains("#1f2328 f-ink"), fills::toString);
  }

  @Test
  void pngsHaveTheThemesPaperAndBars() throws Exception {
    Figure dir = new InheritanceBars().of(Samples.suite()).get(0);
    for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
      BufferedImage image =
          ImageIO.read(new ByteArrayInputStream(new PngWriter().file(dir, theme)));
      assertEquals(2 * dir.width(), image.getWidth());
      assertEquals(theme.paper().getRGB(), image.getRGB(1, 1));
      Set<Integer> colours = new HashSet<>();
      for (int y = 0; y < image.getHeight(); y++) {
        for (int x = 0; x < image.getWidth(); x++) {
          colours.add(image.getRGB(x, y));
        }
      }
      assertTrue(colours.contains(theme.series(0).getRGB()));
      assertTrue(colours.contains(theme.series(2).getRGB()));
    }
  }

  @Test
  void severalSettingsOfAMethodMakeARetentionSweep() throws Exception {
    List<Figure> figures = new RetentionSweep().of(Samples.thresholds());
    assertEquals(1, figures.size());
    Document svg = parse(new SvgWriter().file(figures.get(0)));
    String text = svg.getDocumentElement().getTextContent();
    assertTrue(text.contains("DIR: 40% at 30") || text.contains("DIR: 40.0% at 30"), text);
    assertTrue(text.contains("ACC 78.0%") && text.contains("DIR 10.0%"), text);
  }

  @Test
  void coloursCanBeToldFromThePaper() {
    for (Theme theme : List.of(Theme.LIGHT, Theme.DARK)) {
      Set<Color> distinct = new HashSet<>(theme.roles().values());
      assertEquals(theme.roles().size(), distinct.size());
      for (Color series : theme.series()) {
        assertTrue(Contrast.of(series, theme.paper()) >= 3, () -> Theme.hex(series));
      }
      assertTrue(Contrast.of(theme.ink(), theme.paper()) >= 7);
      assertTrue(Contrast.of(theme.muted(), theme.paper()) >= 4.5);
    }
  }

  @Test
  void figureIdsAreFileNamesAndStayApart() {
    assertEquals("dir-pgd", FigureId.of("dir", "pgd"));
    assertNotEquals(FigureId.of("dir", "a/b"), FigureId.of("dir", "a b"));
    assertTrue(FigureId.of("dir", "../../etc").matches("[a-z0-9-]+"));
    assertTrue(FigureId.of("dir", "x".repeat(500)).length() < 80);
  }
}
