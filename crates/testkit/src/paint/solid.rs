//! Boxes that stand on the land at an angle, their faces, and what can be drawn on a face.

use super::chance::Dice;
use super::view::{Colour, Place, View, lit};

/// Where something stands and how it is turned: its own x and y on the land's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    origin: Place,
    /// Sine and cosine of the turn.
    turn: [f32; 2],
}

impl Frame {
    /// Stands at `origin`, turned anticlockwise by so much.
    pub(super) fn new(origin: Place, turn: f32) -> Self {
        Self {
            origin,
            turn: [turn.sin(), turn.cos()],
        }
    }

    /// Stands up to `about_m` to either side and `far_m` behind, turned to the one side or the other.
    pub(super) fn aslant(
        dice: &mut Dice,
        side: u32,
        about_m: f32,
        far_m: f32,
        [least, most]: [f32; 2],
    ) -> Self {
        let side = if side.is_multiple_of(2) { 1.0 } else { -1.0 };
        Self::new(
            [dice.between(-about_m, about_m), far_m, 0.0],
            side * dice.between(least, most),
        )
    }

    /// A place of its own on the land.
    pub(super) fn at(&self, [x, y, z]: Place) -> Place {
        let [sin, cos] = self.turn;
        [
            self.origin[0] + x * cos - y * sin,
            self.origin[1] + x * sin + y * cos,
            self.origin[2] + z,
        ]
    }
}

/// An upright face: from its lower left corner, as seen from outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Face {
    corner: Place,
    /// One metre along its foot.
    along: [f32; 2],
    pub(super) width_m: f32,
    pub(super) height_m: f32,
    /// How much light falls on it.
    pub(super) light: f32,
}

impl Face {
    /// The place so many metres along and up.
    pub(super) fn at(&self, along_m: f32, up_m: f32) -> Place {
        [
            self.corner[0] + self.along[0] * along_m,
            self.corner[1] + self.along[1] * along_m,
            self.corner[2] + up_m,
        ]
    }

    /// A rectangle on it: from, to along; from, to up.
    pub(super) fn part(&self, [left, right]: [f32; 2], [low, high]: [f32; 2]) -> [Place; 4] {
        [
            self.at(left, low),
            self.at(right, low),
            self.at(right, high),
            self.at(left, high),
        ]
    }

    /// Fills such a rectangle.
    pub(super) fn fill(&self, view: &mut View, along: [f32; 2], up: [f32; 2], colour: Colour) {
        view.shape(&self.part(along, up), lit(colour, self.light));
    }

    /// Lines on it, each from a point to a point.
    pub(super) fn lines(
        &self,
        view: &mut View,
        lines: &[[[f32; 2]; 2]],
        colour: Colour,
        width_m: f32,
        cover: f32,
    ) {
        let lines: Vec<_> = lines
            .iter()
            .map(|line| line.map(|[along, up]| self.at(along, up)))
            .collect();
        view.lines(&lines, lit(colour, self.light), width_m, cover);
    }

    /// How many pixels a metre takes in its middle.
    pub(super) fn scale(&self, view: &View) -> f32 {
        view.scale(view.distance(self.at(self.width_m / 2.0, 0.0)))
    }

    /// Streaks of weather and dirt.
    pub(super) fn weather(&self, view: &mut View, colour: Colour, dice: &mut Dice) {
        for _ in 0..(self.width_m * 2.2) as u32 {
            let along = dice.between(0.0, self.width_m);
            let from = dice.between(0.3, 1.0) * self.height_m;
            let long = dice.between(0.15, 0.5) * self.height_m;
            let wide = dice.between(0.04, 0.22);
            let streak = self.part([along, along + wide], [(from - long).max(0.0), from]);
            view.glaze(&streak, lit(colour, self.light), 0.10);
        }
    }
}

/// A box in a frame: its extent along x, y and z in metres.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) frame: Frame,
    pub(super) x: [f32; 2],
    pub(super) y: [f32; 2],
    pub(super) z: [f32; 2],
}

impl Block {
    /// Its upright faces that are seen, the farthest first.
    pub(super) fn faces(&self, view: &View) -> Vec<Face> {
        let ([x0, x1], [y0, y1]) = (self.x, self.y);
        let feet = [
            ([x0, y0], [x1, y0]),
            ([x1, y0], [x1, y1]),
            ([x1, y1], [x0, y1]),
            ([x0, y1], [x0, y0]),
        ];
        let mut faces: Vec<Face> = feet
            .into_iter()
            .map(|(from, to)| self.face(from, to))
            .filter(|face| view.faces_us(face.part([0.0, face.width_m], [0.0, face.height_m])))
            .collect();
        let far = |face: &Face| view.distance(face.at(face.width_m / 2.0, 0.0));
        faces.sort_by(|a, b| far(b).total_cmp(&far(a)));
        faces
    }

    fn face(&self, [fx, fy]: [f32; 2], [tx, ty]: [f32; 2]) -> Face {
        let (from, to) = (
            self.frame.at([fx, fy, self.z[0]]),
            self.frame.at([tx, ty, self.z[0]]),
        );
        let [dx, dy] = [to[0] - from[0], to[1] - from[1]];
        let width_m = dx.hypot(dy);
        let along = [dx / width_m, dy / width_m];
        // The sun stands to the left behind the photographer.
        let sun = -0.62 * along[1] + 0.78 * along[0];
        Face {
            corner: from,
            along,
            width_m,
            height_m: self.z[1] - self.z[0],
            light: 0.74 + 0.26 * sun,
        }
    }

    /// Its upper side.
    pub(super) fn top(&self) -> [Place; 4] {
        let ([x0, x1], [y0, y1], z) = (self.x, self.y, self.z[1]);
        [[x0, y0, z], [x1, y0, z], [x1, y1, z], [x0, y1, z]].map(|place| self.frame.at(place))
    }

    /// All of it in one colour.
    pub(super) fn draw(&self, view: &mut View, colour: Colour) {
        self.draw_top(view, lit(colour, 1.12));
        for face in self.faces(view) {
            face.fill(view, [0.0, face.width_m], [0.0, face.height_m], colour);
        }
    }

    /// Its upper side, if it is seen from above.
    pub(super) fn draw_top(&self, view: &mut View, colour: Colour) {
        let top = self.top();
        if view.faces_us(top) {
            view.shape(&top, colour);
        }
    }

    /// The shadow that it throws to the right.
    pub(super) fn shadow(&self, view: &mut View) {
        let long = 0.55 * (self.z[1] - self.z[0]);
        let ([x0, x1], [y0, y1], z) = (self.x, self.y, self.z[0]);
        let corners =
            [[x0, y0, z], [x1, y0, z], [x1, y1, z], [x0, y1, z]].map(|place| self.frame.at(place));
        let [a, b, c, d] = corners;
        let far = |[x, y, z]: Place| [x + long, y + long * 0.35, z];
        view.glaze(&[a, b, far(b), far(c), far(d), d], [0.10, 0.09, 0.08], 0.42);
    }
}
