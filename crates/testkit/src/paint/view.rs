//! Where the photographer stands, and drawing as it is seen from there.
//!
//! The world is in metres: x to the right, y away, z up. The camera looks along y and is held upright,
//! so upright edges stay upright and a row of the picture is one distance on flat ground.

use tiny_skia::{
    FillRule, GradientStop, LinearGradient, Paint, Path, PathBuilder, Pixmap, Point, Shader,
    SpreadMode, Stroke, Transform,
};

use super::{HEIGHT_PX, WIDTH_PX};

/// A place in the world, in metres.
pub(super) type Place = [f32; 3];

/// Red, green, blue, each 0 to 1.
pub(super) type Colour = [f32; 3];

/// What is nearer than this is not drawn, in metres.
const NEAREST_M: f32 = 0.6;
/// Focal length: a phone's, about 65° from left to right.
const FOCAL_PX: f32 = WIDTH_PX as f32 * 0.8;
/// Within so many metres the air takes a third of a colour.
const HAZE_M: f32 = 700.0;

/// The picture and the eye that sees it.
pub(super) struct View {
    picture: Pixmap,
    eye: Place,
    /// The row of the horizon, in pixels from the top.
    pub(super) horizon: f32,
    /// The colour of the air.
    pub(super) haze: Colour,
}

impl View {
    /// An empty picture, `None` only for a size that cannot be.
    pub(super) fn new(eye: Place, horizon: f32, haze: Colour) -> Option<Self> {
        Some(Self {
            picture: Pixmap::new(WIDTH_PX, HEIGHT_PX)?,
            eye,
            horizon: horizon * HEIGHT_PX as f32,
            haze,
        })
    }

    /// How far away a place is, in metres along the view.
    pub(super) fn distance(&self, place: Place) -> f32 {
        place[1] - self.eye[1]
    }

    /// How many pixels a metre takes at a distance.
    pub(super) fn scale(&self, distance_m: f32) -> f32 {
        FOCAL_PX / distance_m.max(NEAREST_M)
    }

    /// Where a place is seen, in pixels.
    pub(super) fn seen(&self, place: Place) -> (f32, f32) {
        let scale = self.scale(self.distance(place));
        (
            WIDTH_PX as f32 / 2.0 + (place[0] - self.eye[0]) * scale,
            self.horizon - (place[2] - self.eye[2]) * scale,
        )
    }

    /// The place on flat ground that a pixel below the horizon shows: x and y.
    pub(super) fn ground_at(&self, column: f32, row: f32) -> (f32, f32) {
        let distance = self.eye[2] * FOCAL_PX / (row - self.horizon).max(0.01);
        let x = (column - WIDTH_PX as f32 / 2.0) * distance / FOCAL_PX + self.eye[0];
        (x, distance + self.eye[1])
    }

    /// Whether a face is seen from its outside; its corners go anticlockwise there.
    pub(super) fn faces_us(&self, [a, b, c, _]: [Place; 4]) -> bool {
        let minus = |p: Place, q: Place| [p[0] - q[0], p[1] - q[1], p[2] - q[2]];
        let (u, v, to_eye) = (minus(b, a), minus(c, a), minus(self.eye, a));
        let normal = [
            u[1] * v[2] - u[2] * v[1],
            u[2] * v[0] - u[0] * v[2],
            u[0] * v[1] - u[1] * v[0],
        ];
        (0..3).map(|i| normal[i] * to_eye[i]).sum::<f32>() > 0.0
    }

    /// A flat shape of one colour.
    pub(super) fn shape(&mut self, corners: &[Place], colour: Colour) {
        self.glaze(corners, colour, 1.0);
    }

    /// A flat shape through which the ground is seen: a shadow, a wet place.
    pub(super) fn glaze(&mut self, corners: &[Place], colour: Colour, cover: f32) {
        let corners = in_front(corners, self.eye[1] + NEAREST_M);
        if corners.len() < 3 {
            return;
        }
        let far = corners
            .iter()
            .map(|place| self.distance(*place))
            .sum::<f32>()
            / corners.len() as f32;
        let mut path = PathBuilder::new();
        trace(
            &mut path,
            corners.iter().map(|place| self.seen(*place)),
            true,
        );
        let colour = self.through_air(colour, far);
        self.fill(path, colour, cover);
    }

    /// Many flat shapes of one colour, all about as far as `distance_m`.
    pub(super) fn shapes<'a>(
        &mut self,
        all: impl IntoIterator<Item = &'a [Place]>,
        colour: Colour,
        distance_m: f32,
    ) {
        let mut path = PathBuilder::new();
        for corners in all {
            let corners = in_front(corners, self.eye[1] + NEAREST_M);
            if corners.len() > 2 {
                trace(
                    &mut path,
                    corners.iter().map(|place| self.seen(*place)),
                    true,
                );
            }
        }
        let colour = self.through_air(colour, distance_m);
        self.fill(path, colour, 1.0);
    }

    /// Lines of one colour and one width in metres, all about as far as the first end of the first.
    pub(super) fn lines(&mut self, lines: &[[Place; 2]], colour: Colour, width_m: f32, cover: f32) {
        let Some([first, _]) = lines.first() else {
            return;
        };
        let far = self.distance(*first);
        let mut path = PathBuilder::new();
        for line in lines {
            if line.iter().all(|end| self.distance(*end) > NEAREST_M) {
                trace(&mut path, line.iter().map(|end| self.seen(*end)), false);
            }
        }
        let width = width_m * self.scale(far);
        // A line thinner than a pixel is a fainter one, as in a photo.
        let cover = cover * width.min(1.0);
        let colour = self.through_air(colour, far);
        self.stroke(path, colour, width.max(1.0), cover);
    }

    /// Round spots of one colour: leaves, pebbles, wheels. Each is a place and a radius in metres.
    pub(super) fn spots(&mut self, spots: &[(Place, f32)], colour: Colour, cover: f32) {
        let mut path = PathBuilder::new();
        let mut far = 0.0;
        for (place, radius) in spots {
            let distance = self.distance(*place);
            let (x, y) = self.seen(*place);
            if distance > NEAREST_M {
                let radius = (radius * self.scale(distance)).max(0.4);
                round(&mut path, (x, y), radius, radius);
                far = distance;
            }
        }
        let colour = self.through_air(colour, far);
        self.fill(path, colour, cover);
    }

    /// Discs that lie on the ground, all about as far as the first.
    pub(super) fn discs(
        &mut self,
        places: &[Place],
        across_m: f32,
        along_m: f32,
        colour: Colour,
        cover: f32,
    ) {
        for &[x, y, z] in places {
            let ring: Vec<_> = CORNERS
                .iter()
                .map(|(cos, sin)| [x + across_m * cos, y + along_m * sin, z])
                .collect();
            self.glaze(&ring, colour, cover);
        }
    }

    /// Round dots on the picture itself: column, row and radius.
    pub(super) fn dots(&mut self, dots: &[(f32, f32, f32)], colour: Colour, cover: f32) {
        let mut path = PathBuilder::new();
        for &(x, y, radius) in dots {
            round(&mut path, (x, y), radius, radius);
        }
        self.fill(path, colour, cover);
    }

    /// The pixels of a row, from left to right.
    pub(super) fn row(&mut self, row: u32) -> impl Iterator<Item = &mut [u8]> {
        let bytes = WIDTH_PX as usize * 4;
        let start = row as usize * bytes;
        self.picture.data_mut()[start..start + bytes].chunks_exact_mut(4)
    }

    /// All rows, from top to bottom.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        self.picture.data().chunks_exact(WIDTH_PX as usize * 4)
    }

    /// A shape on the picture itself, from one colour at its top to another at its foot.
    pub(super) fn backdrop(&mut self, corners: &[(f32, f32)], top: Colour, foot: Colour) {
        let rows = corners.iter().map(|(_, y)| *y);
        let (high, low) = rows.fold((f32::MAX, f32::MIN), |(a, b), y| (a.min(y), b.max(y)));
        let mut path = PathBuilder::new();
        trace(&mut path, corners.iter().copied(), true);
        let stops = vec![
            GradientStop::new(0.0, opaque(top, 1.0)),
            GradientStop::new(1.0, opaque(foot, 1.0)),
        ];
        let ends = (Point::from_xy(0.0, high), Point::from_xy(0.0, low));
        let shader = LinearGradient::new(
            ends.0,
            ends.1,
            stops,
            SpreadMode::Pad,
            Transform::identity(),
        );
        self.fill_with(
            path.finish(),
            shader.unwrap_or(Shader::SolidColor(opaque(foot, 1.0))),
        );
    }

    /// A shape of one colour on the picture itself.
    pub(super) fn flat(&mut self, corners: &[(f32, f32)], colour: Colour) {
        let mut path = PathBuilder::new();
        trace(&mut path, corners.iter().copied(), true);
        self.fill(path, colour, 1.0);
    }

    /// Paths on the picture itself.
    pub(super) fn fill(&mut self, path: PathBuilder, colour: Colour, cover: f32) {
        self.fill_with(path.finish(), Shader::SolidColor(opaque(colour, cover)));
    }

    fn fill_with(&mut self, path: Option<Path>, shader: Shader<'_>) {
        let paint = Paint {
            shader,
            ..Paint::default()
        };
        if let Some(path) = path {
            let rule = FillRule::Winding;
            self.picture
                .fill_path(&path, &paint, rule, Transform::identity(), None);
        }
    }

    fn stroke(&mut self, path: PathBuilder, colour: Colour, width: f32, cover: f32) {
        let paint = Paint {
            shader: Shader::SolidColor(opaque(colour, cover)),
            ..Paint::default()
        };
        let stroke = Stroke {
            width,
            ..Stroke::default()
        };
        if let Some(path) = path.finish() {
            self.picture
                .stroke_path(&path, &paint, &stroke, Transform::identity(), None);
        }
    }

    /// How much of what is so far away is the air's colour.
    pub(super) fn air(&self, distance_m: f32) -> f32 {
        1.0 - (-distance_m / HAZE_M).exp()
    }

    fn through_air(&self, colour: Colour, distance_m: f32) -> Colour {
        mix(colour, self.haze, self.air(distance_m))
    }
}

/// Cosine and sine of the corners of what is drawn round: ten are enough, and much cheaper than curves.
const CORNERS: [(f32, f32); 10] = [
    (1.0, 0.0),
    (0.809, 0.588),
    (0.309, 0.951),
    (-0.309, 0.951),
    (-0.809, 0.588),
    (-1.0, 0.0),
    (-0.809, -0.588),
    (-0.309, -0.951),
    (0.309, -0.951),
    (0.809, -0.588),
];

fn round(path: &mut PathBuilder, (x, y): (f32, f32), across: f32, along: f32) {
    let corners = CORNERS
        .iter()
        .map(|(cos, sin)| (x + across * cos, y + along * sin));
    trace(path, corners, true);
}

/// A closed or open line through points.
fn trace(path: &mut PathBuilder, points: impl Iterator<Item = (f32, f32)>, is_closed: bool) {
    for (n, (x, y)) in points.enumerate() {
        match n {
            0 => path.move_to(x, y),
            _ => path.line_to(x, y),
        }
    }
    if is_closed {
        path.close();
    }
}

/// The part of a shape that lies beyond `y`.
fn in_front(corners: &[Place], y: f32) -> Vec<Place> {
    if corners.iter().all(|corner| corner[1] >= y) {
        return corners.to_vec();
    }
    let mut kept = Vec::with_capacity(corners.len() + 2);
    for (n, &here) in corners.iter().enumerate() {
        let next = corners[(n + 1) % corners.len()];
        if here[1] >= y {
            kept.push(here);
        }
        if (here[1] >= y) != (next[1] >= y) {
            let t = (y - here[1]) / (next[1] - here[1]);
            kept.push([0, 1, 2].map(|i| here[i] + (next[i] - here[i]) * t));
        }
    }
    kept
}

fn opaque([r, g, b]: Colour, cover: f32) -> tiny_skia::Color {
    let clamp = |share: f32| share.clamp(0.0, 1.0);
    tiny_skia::Color::from_rgba(clamp(r), clamp(g), clamp(b), clamp(cover))
        .unwrap_or(tiny_skia::Color::BLACK)
}

/// Gives a pixel a colour.
pub(super) fn set(pixel: &mut [u8], colour: Colour) {
    for (channel, value) in pixel.iter_mut().zip(colour) {
        *channel = (value * 255.0) as u8;
    }
    pixel[3] = 255;
}

/// So much of the second colour in the first.
pub(super) fn mix(a: Colour, b: Colour, share: f32) -> Colour {
    [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * share)
}

/// A colour in more or less light; 1 is as it is.
pub(super) fn lit(colour: Colour, light: f32) -> Colour {
    colour.map(|channel| channel * light)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_far_is_small_and_near_the_horizon() {
        let view = View::new([0.0, -10.0, 2.0], 0.4, [1.0; 3]).unwrap();
        let (x, y) = view.seen([1.0, 0.0, 0.0]);
        let (far_x, far_y) = view.seen([1.0, 90.0, 0.0]);
        assert!(far_x < x && far_y < y && far_y > view.horizon);
        let (ground_x, ground_y) = view.ground_at(x, y);
        assert!((ground_x - 1.0).abs() < 0.01 && ground_y.abs() < 0.01);
    }

    #[test]
    fn what_is_behind_the_eye_is_cut_away() {
        let field = [
            [-1.0, -5.0, 0.0],
            [1.0, -5.0, 0.0],
            [1.0, 5.0, 0.0],
            [-1.0, 5.0, 0.0],
        ];
        let cut = in_front(&field, 0.0);
        assert_eq!(cut.len(), 4);
        assert!(cut.iter().all(|corner| corner[1] >= 0.0));
        assert!(in_front(&field, 6.0).is_empty());
    }
}
